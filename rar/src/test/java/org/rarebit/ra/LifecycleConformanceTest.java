package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.SecurityException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.MessagingException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeContainer;

/** Lifecycle and configuration (Connectors 5), point by point; docs/conformance.md has the list. */
class LifecycleConformanceTest {

  @ParameterizedTest
  @Tag("point-1")
  @ValueSource(
      classes = {
        RarebitResourceAdapter.class,
        RpcManagedConnectionFactory.class,
        RpcActivationSpec.class
      })
  void beansArePublicWithAPublicConstructorAndCanBeExtended(Class<?> bean) throws Exception {
    assertThat(Modifier.isPublic(bean.getModifiers())).isTrue();
    assertThat(Modifier.isAbstract(bean.getModifiers())).isFalse();
    assertThat(Modifier.isFinal(bean.getModifiers())).isFalse();
    assertThat(Modifier.isPublic(bean.getConstructor().getModifiers())).isTrue();
  }

  @Test
  @Tag("point-1")
  void theAdapterIsAResourceAdapterAndTheFactoryIsSerializable() {
    assertThat(ResourceAdapter.class).isAssignableFrom(RarebitResourceAdapter.class);
    assertThat(Serializable.class).isAssignableFrom(RpcManagedConnectionFactory.class);
  }

  @ParameterizedTest
  @Tag("point-2")
  @Tag("point-21")
  @ValueSource(classes = {RarebitResourceAdapter.class, RpcManagedConnectionFactory.class})
  void equalityIsThatOfTheClassAndOfEveryProperty(Class<?> type) throws Exception {
    Object bean = type.getConstructor().newInstance();
    assertThat(bean).isEqualTo(type.getConstructor().newInstance()).isNotEqualTo("another class");
    assertThat(bean).hasSameHashCodeAs(type.getConstructor().newInstance());

    for (Field field : type.getDeclaredFields()) {
      if (field.isAnnotationPresent(ConfigProperty.class)) {
        Object other = type.getConstructor().newInstance();
        PropertyDescriptor property = property(type, field.getName());
        property.getWriteMethod().invoke(other, different(property.getReadMethod().invoke(other)));
        assertThat(bean).as(field.getName()).isNotEqualTo(other);
        assertThat(bean.hashCode()).as(field.getName()).isNotEqualTo(other.hashCode());
      }
    }
  }

  private static PropertyDescriptor property(Class<?> type, String name) throws Exception {
    for (PropertyDescriptor property : Introspector.getBeanInfo(type).getPropertyDescriptors()) {
      if (property.getName().equals(name)) {
        return property;
      }
    }
    throw new AssertionError(name);
  }

  private static Object different(Object value) {
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof Integer number) {
      return number + 1;
    }
    if (value instanceof Long number) {
      return number + 1;
    }
    return value + "x";
  }

  @Test
  @Tag("point-3")
  void startNeedsNoBrokerAndNoTime() throws Exception {
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL("rabbit://127.0.0.1:1/");
    try (FakeContainer container = new FakeContainer().limit(Duration.ofSeconds(10))) {
      container.start(adapter); // which also objects to doWork in it
    }
  }

  @Test
  @Tag("point-4")
  void aFailedStartSaysWhyAndLeavesNothing() throws Exception {
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setChannelsPerLink(0);
    try (FakeContainer container = new FakeContainer()) {
      assertThatThrownBy(() -> container.start(adapter)) // which looks for threads and timers
          .isInstanceOf(ResourceAdapterInternalException.class)
          .hasMessageContaining("channelsPerLink");
    }
  }

  @Test
  @Tag("point-7")
  void stopLeavesNoWorkSocketTimerThreadOrMBeanAndTakesLittleTime() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      RpcActivationSpec spec = fixture.spec("node1");
      spec.setDrainTimeoutMillis(200L);
      fixture.activate(spec, EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator", 1);
      RpcConnection connection = fixture.connect();
      var waiting =
          connection
              .client(Target.topic("calculator"))
              .request("later")
              .arg("value", 1)
              .callAsync()
              .toCompletableFuture();
      assertThat(fixture.desk().promises.poll(30, TimeUnit.SECONDS)).isNotNull();
      connection.close();
      long before = System.nanoTime();

      fixture.container().limit(Duration.ofSeconds(15)).stop(); // looks for threads and timers

      assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(20));
      assertThat(fixture.container().workManager().statistics().running()).isZero();
      assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> b.connectionCount() == 0))
          .isTrue();
      assertThat(Beans.names("*")).isEmpty();
      assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
          .as("nobody waits for ever")
          .hasCauseInstanceOf(MessagingException.class);
    }
  }

  @Test
  @Tag("point-7")
  void stoppingWithManyBeansThatDoNotEndTakesNoLongerThanWithOneAndStoppingTwiceIsHarmless()
      throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      for (int i = 0; i < 5; i++) {
        RpcActivationSpec spec = fixture.spec("node1");
        spec.setTopic("topic" + i);
        spec.setDrainTimeoutMillis(2000L);
        fixture.activate(spec, EndpointStyle.STANDARD);
        fixture.awaitConsumers("topic" + i, 1);
        try (RpcConnection connection = fixture.connect()) {
          var unused =
              connection
                  .client(Target.topic("topic" + i))
                  .request("later")
                  .arg("value", 1)
                  .callAsync();
        }
        assertThat(fixture.desk().promises.poll(30, TimeUnit.SECONDS)).isNotNull();
      }
      long before = System.nanoTime();

      fixture.adapter().stop(); // as a container that has left its beans active
      fixture.adapter().stop();

      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isLessThan(Duration.ofSeconds(8)); // not 10
      assertThat(Beans.names("*")).isEmpty();
    }
  }

  @Test
  @Tag("point-8")
  void theAdapterWorksUntilItIsStoppedAndFailsFastWithoutItsBroker() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        AdapterFixture other = fixture.startBeside(adapter -> {})) {
      AdapterFixture.Serving serving = fixture.serve();
      other.activate(other.spec("node2"), EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator", 2);
      fixture.deactivate(serving);
      RpcConnection connection = fixture.connect();
      Calculator calculator = connection.proxy(Calculator.class, Target.topic("calculator"));
      assertThat(calculator.add(1, 2)).as("the last bean has gone, the adapter works").isEqualTo(3);

      fixture.broker().stop();
      long before = System.nanoTime();

      assertThatThrownBy(() -> calculator.add(1, 2)).isInstanceOf(MessagingException.class);
      connection.close();
      assertThatThrownBy(fixture::connect).isInstanceOf(NoConnectionException.class);
      assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(30));
    }
  }

  @Test
  @Tag("point-9")
  void anotherInstanceAfterARedeploymentStartsAfresh() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (AdapterFixture fixture = AdapterFixture.start()) {
        fixture.serve();
        try (RpcConnection connection = fixture.connect()) {
          assertThat(
                  connection
                      .proxy(Calculator.class, org.rarebit.api.Target.topic("calculator"))
                      .add(1, 2))
              .isEqualTo(3);
        }
        assertThat(fixture.broker().connections())
            .anyMatch(
                connection ->
                    connection
                        .name()
                        .matches("rarebit out 1 \\S+:" + ProcessHandle.current().pid()));
      }
    }
  }

  @Test
  @Tag("point-10")
  void stoppingTheAdapterClosesEverySocketEvenOfConnectionsThatAreOut() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      ManagedConnection out = fixture.managedFactory().createManagedConnection(null, null);
      assertThat(fixture.broker().connectionCount()).isPositive();

      fixture.container().stop();

      assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> b.connectionCount() == 0))
          .isTrue();
      out.destroy();
    }
  }

  @ParameterizedTest
  @Tag("point-12")
  @ValueSource(
      classes = {
        RarebitResourceAdapter.class,
        RpcManagedConnectionFactory.class,
        RpcActivationSpec.class
      })
  void whatMayHoldAPasswordIsConfidentialAndNotPrinted(Class<?> type) throws Exception {
    Object bean = type.getConstructor().newInstance();
    for (Field field : type.getDeclaredFields()) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      boolean isPath = name.endsWith("file"); // tells where a password is, not which
      if ((name.contains("password") && !isPath) || name.contains("url")) {
        if (!Modifier.isStatic(field.getModifiers())) {
          assertThat(field.getAnnotation(ConfigProperty.class).confidential()).as(name).isTrue();
          property(type, field.getName())
              .getWriteMethod()
              .invoke(bean, "rabbit://user:s3cret@127.0.0.1/");
        }
      }
    }

    assertThat(bean.toString()).doesNotContain("s3cret");
  }

  @Test
  @Tag("point-12")
  void noExceptionShowsThePassword() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      RpcManagedConnectionFactory managed = fixture.managedFactory();
      managed.setUserName("guest");
      managed.setPassword("s3cret");

      Throwable refused = catchThrowable(() -> managed.createManagedConnection(null, null));
      assertThat(refused).isInstanceOf(SecurityException.class).hasMessageContaining("guest");
      assertThat(refused).hasStackTraceContaining("ACCESS_REFUSED");
      assertThat(stackTraceOf(refused)).doesNotContain("s3cret");

      managed.setUserName(null);
      managed.setConnectionURL("rabbit://guest:s3cret@127.0.0.1:1,/?nonsense=s3cret");
      Throwable malformed = catchThrowable(() -> managed.createManagedConnection(null, null));
      assertThat(malformed).isInstanceOf(ResourceException.class);
      assertThat(stackTraceOf(malformed)).doesNotContain("s3cret");
    }
  }

  private static String stackTraceOf(Throwable thrown) {
    java.io.StringWriter text = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(text, true));
    return text.toString();
  }
}
