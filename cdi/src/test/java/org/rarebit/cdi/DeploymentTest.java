package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.CreationException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContract;
import org.rarebit.api.Target;

class DeploymentTest {

  @RpcContract
  interface Clock {
    long now();
  }

  @RpcContract
  interface AtomicClock extends Clock {
    long drift();
  }

  @RpcContract
  interface Overloaded {
    void move(int x);

    void move(int x, int y);
  }

  interface Generic<T> {
    T get();
  }

  @ApplicationScoped
  @NullUnmarked // the container fills it
  static class Everywhere {
    private final Clock constructed;
    private Clock initialized;

    @Inject
    @RpcTarget(topic = "clock")
    Clock field;

    @Inject
    @RpcTarget(topic = "clock", server = "node1")
    Provider<Clock> provided;

    @Inject
    @RpcTarget(topic = "clock", server = "node2")
    Instance<Clock> instances;

    @Inject
    @RpcTarget(topic = "clock")
    AtomicClock subtype;

    @Inject
    @RpcTarget(topic = "clock")
    RpcClient client;

    Everywhere() {
      this(null);
    }

    @Inject
    Everywhere(@RpcTarget(topic = "clock") Clock constructed) {
      this.constructed = constructed;
    }

    @Inject
    void initialize(@RpcTarget(topic = "clock", timeoutMillis = 5) Clock clock) {
      this.initialized = clock;
    }

    boolean isComplete() {
      return constructed != null
          && initialized != null
          && field != null
          && subtype != null
          && client != null
          && provided.get().toString().contains("node1")
          && instances.get().toString().contains("node2");
    }
  }

  abstract static class Shared<T> {
    @Inject
    @RpcTarget(topic = "clock")
    T own;

    @Inject
    @RpcTarget(topic = "clock", server = "node1")
    Provider<T> provided;
  }

  @Dependent
  static class Inheriting extends Shared<Clock> {}

  /** Not a bean, so the container reports none of its injection points. */
  abstract static class NoBean {
    @Inject
    @RpcTarget(topic = "clock", server = "node3")
    Clock clock;
  }

  /** A component that the container injects, but knows nothing of at deployment. */
  static class Component extends NoBean {
    @Inject
    @RpcTarget(topic = "anything")
    RpcClient client;
  }

  @Dependent
  static class OfNoContract {
    @Inject
    @RpcTarget(topic = "clock")
    Runnable wrong;
  }

  @Dependent
  static class OfAClass {
    final Instance<Clock> other;
    final String wrong;

    @Inject
    OfAClass(Instance<Clock> other, @RpcTarget(topic = "clock") String wrong) {
      this.other = other;
      this.wrong = wrong;
    }
  }

  @Dependent
  static class OfAnOverload {
    @Inject
    @RpcTarget(topic = "clock")
    Provider<Overloaded> wrong;
  }

  @Dependent
  static class OfAGeneric {
    @Inject
    @RpcTarget(topic = "clock")
    Generic<String> wrong;
  }

  @Dependent
  static class WithoutTopic {
    @Inject
    @RpcTarget(topic = "")
    Clock wrong;
  }

  @Dependent
  static class WithoutLookup {
    @Inject
    @RpcTarget(topic = "clock", lookup = "")
    Clock wrong;
  }

  @Dependent
  static class OfNoVersion {
    @Inject
    @RpcTarget(topic = "clock", version = "two")
    Clock wrong;
  }

  @Dependent
  static class OfNegativeTimeout {
    @Inject
    @RpcTarget(topic = "clock", timeoutMillis = -1)
    RpcClient wrong;
  }

  @Dependent
  static class Caller {
    @Inject
    @RpcTarget(topic = "clock")
    Clock clock;
  }

  @Alternative
  @Priority(1)
  @Dependent
  @RpcTarget(topic = "")
  static class StoppedClock implements Clock {
    @Override
    public long now() {
      return 12;
    }
  }

  @Test
  void fieldsParametersProvidersAndClientsAreInjected() {
    try (SeContainer container = Containers.of(Everywhere.class)) {
      assertThat(Containers.get(container, Everywhere.class).isComplete()).isTrue();
    }
  }

  @Test
  void pointsOfAGenericSuperclassAreInjected() {
    try (SeContainer container = Containers.of(Inheriting.class)) {
      Inheriting bean = Containers.get(container, Inheriting.class);

      assertThat(bean.own.toString()).contains("clock");
      assertThat(bean.provided.get().toString()).contains("node1");
    }
  }

  @Test
  void pointsThatTheContainerDoesNotReportAreServed() {
    try (SeContainer container = Containers.of(NoBean.class)) {
      Component component = injected(container.getBeanManager(), new Component());

      assertThat(component.clock.toString()).contains("node3");
      assertThat(component.client.target()).isEqualTo(Target.topic("anything"));
    }
  }

  private static Component injected(BeanManager manager, Component component) {
    manager
        .getInjectionTargetFactory(manager.createAnnotatedType(Component.class))
        .createInjectionTarget(null)
        .inject(component, manager.createCreationalContext(null));
    return component;
  }

  @Test
  void aLookupThatSaysNoTargetIsRefused() {
    try (SeContainer container = Containers.of(Caller.class)) {
      Instance<Clock> clocks = container.select(Clock.class, Any.Literal.INSTANCE);

      assertThatThrownBy(clocks::get)
          .isInstanceOf(CreationException.class)
          .hasMessageContaining("Clock needs an injection point with @RpcTarget");
    }
  }

  @Dependent
  static class Choosing {
    @Inject @Any Instance<AtomicClock> clocks;
    @Inject @Any Instance<RpcClient> clients;
  }

  @Test
  void aLookupByProgramSaysItsTarget() {
    try (SeContainer container = Containers.of(Choosing.class)) {
      Choosing bean = Containers.get(container, Choosing.class);
      RpcTarget.Literal target =
          RpcTarget.Literal.of("clock").withServer("node9").withVersion("1.2");

      assertThat(bean.clocks.select(target).get().toString()).contains("node9");
      assertThat(bean.clients.select(target.withExchange("nova")).get().target())
          .isEqualTo(Target.topic("clock").server("node9").version("1.2").exchange("nova"));
    }
  }

  @Test
  void anAlternativeTakesThePlaceOfAllProxiesOfItsContract() {
    try (SeContainer container = Containers.of(Caller.class, StoppedClock.class)) {
      assertThat(Containers.get(container, Caller.class).clock.now()).isEqualTo(12);
    }
  }

  @Test
  void theInjectionPointAndTheReasonAreNamed() {
    assertFails(OfNoContract.class, "OfNoContract.wrong", "java.lang.Runnable is not an interface");
    assertFails(OfAClass.class, "parameter 2 of", "OfAClass", "java.lang.String");
    assertFails(
        OfAnOverload.class,
        "OfAnOverload.wrong",
        "Overloaded.move(int) and Overloaded.move(int, int) are overloads");
    assertFails(OfAGeneric.class, "OfAGeneric.wrong", "is generic");
    assertFails(WithoutTopic.class, "WithoutTopic.wrong", "topic must not be empty");
    assertFails(WithoutLookup.class, "WithoutLookup.wrong", "lookup must not be empty");
    assertFails(OfNoVersion.class, "OfNoVersion.wrong", "major.minor", "\"two\"");
    assertFails(OfNegativeTimeout.class, "OfNegativeTimeout.wrong", "timeoutMillis", "-1");
  }

  @Test
  void everyWrongInjectionPointIsNamedInOneMessage() {
    assertThatThrownBy(() -> Containers.of(OfNoContract.class, OfAnOverload.class).close())
        .hasMessageContaining("OfNoContract.wrong")
        .hasMessageContaining("OfAnOverload.wrong");
  }

  private static void assertFails(Class<?> beanClass, String... texts) {
    assertThatThrownBy(() -> Containers.of(beanClass).close())
        .message()
        .contains(texts)
        .contains("@RpcTarget");
  }
}
