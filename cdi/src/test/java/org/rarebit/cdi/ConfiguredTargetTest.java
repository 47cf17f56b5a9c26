package org.rarebit.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.RpcClient;
import org.rarebit.api.Target;

/** Targets whose values the configuration says. */
class ConfiguredTargetTest {

  private static final String PREFIX = "rarebit.target.billing-1.";

  @Dependent
  static class Caller {
    @Inject
    @RpcTarget(name = "billing-1")
    RpcClient billing;
  }

  @Dependent
  static class WithDefaults {
    @Inject
    @RpcTarget(
        name = "billing-1",
        topic = "said",
        exchange = "exchange",
        server = "server",
        namespace = "namespace",
        version = "1.1",
        timeoutMillis = 7)
    RpcClient billing;
  }

  @Dependent
  static class Nameless {
    @Inject @RpcTarget RpcClient client;
  }

  @Dependent
  static class Misnamed {
    @Inject
    @RpcTarget(name = "two words", topic = "any")
    RpcClient client;
  }

  @Dependent
  static class Choosing {
    @Inject @Any Instance<RpcClient> clients;
  }

  private final Map<String, String> values = new HashMap<>();

  @AfterEach
  void nothingIsLeft() {
    ConfigProviderResolver.setInstance(null);
    values.keySet().forEach(System::clearProperty);
  }

  private void configure(String member, String value) {
    values.put(PREFIX + member, value);
  }

  /** In MicroProfile Config, or where there is none. */
  private void use(boolean microProfile) {
    if (microProfile) {
      ConfigProviderResolver.setInstance(TestConfig.resolver(values));
    } else {
      values.forEach(System::setProperty);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theConfigurationSaysAllOfIt(boolean microProfile) {
    configure("topic", "invoices");
    configure("exchange", "money");
    configure("server", "node1");
    configure("namespace", "public");
    configure("version", " 2.3 ");
    configure("timeout-millis", "1500");
    configure("lookup", "java:app/other");
    use(microProfile);

    try (SeContainer container = Containers.of(Caller.class)) {
      InjectedClient client = (InjectedClient) Containers.get(container, Caller.class).billing;

      assertThat(client.target())
          .isEqualTo(
              Target.topic("invoices")
                  .exchange("money")
                  .server("node1")
                  .namespace("public")
                  .version("2.3"));
      assertThat(client.options().timeout()).contains(Duration.ofMillis(1500));
      assertThat(client.factories()).hasToString("java:app/other");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itWinsOverTheAnnotationWhereItSaysSomething(boolean microProfile) {
    configure("topic", "configured");
    configure("server", "");
    use(microProfile);

    try (SeContainer container = Containers.of(WithDefaults.class)) {
      RpcClient client = Containers.get(container, WithDefaults.class).billing;

      assertThat(client.target())
          .isEqualTo(
              Target.topic("configured")
                  .exchange("exchange")
                  .server("server")
                  .namespace("namespace")
                  .version("1.1"));
      assertThat(client.options().timeout()).contains(Duration.ofMillis(7));
    }
  }

  @Test
  void whatMicroProfileConfigSaysIsNotLookedForElsewhere() {
    System.setProperty(PREFIX + "topic", "of the system");
    use(true);
    try {
      assertThatThrownBy(() -> Containers.of(Caller.class).close())
          .hasMessageContaining("topic must not be empty");
    } finally {
      System.clearProperty(PREFIX + "topic");
    }
  }

  @Test
  void aLookupByProgramNamesIt() {
    configure("topic", "invoices");
    use(true);

    try (SeContainer container = Containers.of(Choosing.class)) {
      RpcTarget target = RpcTarget.Literal.named("billing-1").withServer("node2");

      assertThat(Containers.get(container, Choosing.class).clients.select(target).get().target())
          .isEqualTo(Target.topic("invoices").server("node2"));
    }
  }

  @Test
  void allThatIsWrongIsInOneMessage() {
    configure("version", "new");
    configure("timeout-millis", "soon");
    use(true);

    assertThatThrownBy(() -> Containers.of(Caller.class, Nameless.class, Misnamed.class).close())
        .hasMessageContaining("Caller.billing")
        .hasMessageContaining(
            "topic must not be empty: say it in the annotation, or as " + PREFIX + "topic")
        .hasMessageContaining(PREFIX + "version must be major.minor, but is \"new\"")
        .hasMessageContaining(PREFIX + "timeout-millis must be a number, but is \"soon\"")
        .hasMessageContaining("Nameless.client")
        .hasMessageContaining("Misnamed.client")
        .hasMessageContaining("\"two words\"");
  }

  @Test
  void aValueThatCannotBeExpandedIsNamed() {
    configure("topic", "${unknown}");
    use(true);

    assertThatThrownBy(() -> Containers.of(Caller.class).close())
        .hasMessageContaining(PREFIX + "topic cannot be read")
        .hasMessageContaining("no unknown");
  }

  @Test
  void theEnvironmentHasNamesOfItsOwn() {
    assertThat(Configuration.inEnvironment(PREFIX + "timeout-millis"))
        .isEqualTo("RAREBIT_TARGET_BILLING_1_TIMEOUT_MILLIS");
  }

  /** A class loader that has our classes again, and none of MicroProfile's. */
  @Test
  void withoutMicroProfileInTheServerTheSystemPropertiesCount() throws Exception {
    configure("topic", "of the system");
    use(false);
    URL[] classes = {Configuration.class.getProtectionDomain().getCodeSource().getLocation()};
    try (URLClassLoader without = new WithoutMicroProfile(classes)) {
      Class<?> configuration = without.loadClass(Configuration.class.getName());
      Method value = configuration.getDeclaredMethod("value", String.class);
      value.setAccessible(true);

      assertThat(configuration).isNotSameAs(Configuration.class);
      assertThat(value.invoke(null, PREFIX + "topic")).isEqualTo(Optional.of("of the system"));
      assertThat(value.invoke(null, PREFIX + "server")).isEqualTo(Optional.empty());
    }
  }

  private static final class WithoutMicroProfile extends URLClassLoader {
    WithoutMicroProfile(URL[] classes) {
      super(classes, ClassLoader.getPlatformClassLoader());
    }
  }
}
