package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContract;
import org.rarebit.api.Target;

/** Qualifiers of the application's own that stand for {@link RpcTarget}. */
class OwnQualifierTest {

  @RpcContract
  interface Clock {
    long now();
  }

  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  @RpcTarget(topic = "billing", server = "node1")
  @interface Billing {
    final class Literal extends AnnotationLiteral<Billing> implements Billing {
      private static final long serialVersionUID = 1L;
    }
  }

  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  @RpcTarget(topic = "stock")
  @interface Stock {
    String region() default "eu";

    @Nonbinding
    String why() default "";
  }

  @Retention(RetentionPolicy.RUNTIME)
  @RpcTarget(topic = "forgotten")
  @interface Forgotten {}

  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  @RpcTarget(topic = "old", version = "old")
  @interface Old {}

  @Dependent
  static class Everywhere {
    final Clock constructed;
    @Inject @Billing Clock field;
    @Inject @Billing RpcClient client;
    @Inject @Billing Provider<Clock> provided;
    @Inject @Billing Instance<Clock> instances;
    @Inject @Any Instance<Clock> any;

    @Inject
    @Stock(region = "us", why = "counts for nothing")
    Clock american;

    @Inject
    @Stock(region = "us", why = "the same")
    Clock americanToo;

    @Inject @Stock Clock european;

    @Inject
    @RpcTarget(topic = "clock")
    Clock plain;

    @Inject
    Everywhere(@Billing Clock constructed) {
      this.constructed = constructed;
    }
  }

  /** Not a bean, so the container reports none of its injection points. */
  abstract static class NoBean {
    @Inject @Billing Clock clock;
  }

  /** A component that the container injects, but knows nothing of at deployment. */
  static class Component extends NoBean {}

  @Dependent
  static class WithoutQualifier {
    @Inject @Forgotten Clock wrong;
  }

  @Dependent
  static class OfWrongMembers {
    @Inject @Old Clock wrong;
  }

  @Dependent
  static class OfNoContract {
    @Inject @Billing Runnable wrong;
  }

  @Dependent
  static class Caller {
    @Inject @Billing Clock clock;
  }

  @Alternative
  @Priority(1)
  @Dependent
  @Billing
  static class StoppedClock implements Clock {
    @Override
    public long now() {
      return 12;
    }
  }

  @Test
  void itStandsForTheTargetWhereverSomethingIsInjected() {
    try (SeContainer container = Containers.of(Everywhere.class)) {
      Everywhere bean = Containers.get(container, Everywhere.class);

      assertThat(bean.client.target()).isEqualTo(Target.topic("billing").server("node1"));
      assertThat(bean.constructed.toString()).contains("topic=billing", "node1");
      assertThat(bean.field.toString()).contains("topic=billing");
      assertThat(bean.provided.get().toString()).contains("topic=billing");
      assertThat(bean.instances.get().toString()).contains("topic=billing");
      assertThat(bean.any.select(new Billing.Literal()).get().toString()).contains("topic=billing");
      assertThat(bean.american.toString()).contains("topic=stock");
      assertThat(bean.americanToo.toString()).contains("topic=stock");
      assertThat(bean.european.toString()).contains("topic=stock");
      assertThat(bean.plain.toString()).contains("topic=clock");
    }
  }

  @Test
  void pointsThatTheContainerDoesNotReportAreServed() {
    try (SeContainer container = Containers.of(NoBean.class)) {
      BeanManager manager = container.getBeanManager();
      Component component = new Component();
      manager
          .getInjectionTargetFactory(manager.createAnnotatedType(Component.class))
          .createInjectionTarget(null)
          .inject(component, manager.createCreationalContext(null));

      assertThat(component.clock.toString()).contains("topic=billing");
    }
  }

  @Test
  void anAlternativeTakesThePlaceOfItsProxies() {
    try (SeContainer container = Containers.of(Caller.class, StoppedClock.class)) {
      assertThat(Containers.get(container, Caller.class).clock.now()).isEqualTo(12);
    }
  }

  @Test
  void whatIsWrongNamesThePlace() {
    assertThatThrownBy(
            () ->
                Containers.of(WithoutQualifier.class, OfWrongMembers.class, OfNoContract.class)
                    .close())
        .hasMessageContaining("WithoutQualifier.wrong")
        .hasMessageContaining("Forgotten is annotated with @RpcTarget, but is no @Qualifier")
        .hasMessageContaining("OfWrongMembers.wrong")
        .hasMessageContaining("version must be major.minor, but is \"old\"")
        .hasMessageContaining("OfNoContract.wrong")
        .hasMessageContaining("java.lang.Runnable is not an interface");
  }
}
