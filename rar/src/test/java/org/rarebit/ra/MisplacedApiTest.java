package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.InvalidPropertyException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** An application that has an API of its own beside the adapter's, or is where it sees none. */
class MisplacedApiTest {

  /** A contract. */
  @RpcContract
  public interface Weather {
    String today();
  }

  /** Serves it. */
  public static class WeatherBean implements RpcListener, Weather {
    @Override
    public String today() {
      return "rain";
    }
  }

  /** Hears. */
  public static class HearingBean implements NotificationListener {
    @Override
    public NotificationResult onNotification(Notification notification) {
      return NotificationResult.HANDLED;
    }
  }

  @TempDir Path directory;

  /** Has its own API, as a jar in the wrong place makes it. */
  private TestApplication withItsOwnApi() throws IOException {
    return new TestApplication(
        directory,
        MisplacedApiTest.class,
        Weather.class,
        WeatherBean.class,
        HearingBean.class,
        RpcContract.class,
        RpcListener.class,
        NotificationListener.class);
  }

  @Test
  void aProxyOfAContractWithAnotherApisAnnotationSaysWhoseThatIs() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        TestApplication application = withItsOwnApi();
        RpcConnection connection = fixture.connect()) {
      Class<?> contract = application.loadClass(Weather.class.getName());

      assertThatThrownBy(() -> connection.proxy(contract, Target.topic("weather")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Weather is not an interface marked @RpcContract. org.rarebit")
          .hasMessageContaining("Weather: It sees another")
          .hasMessageContaining("copy of rarebit-api than the resource adapter's (file:")
          .hasMessageContaining("take the other out of the application");
    }
  }

  @Test
  void aContractThatSeesNoApiSaysSo() throws Exception {
    ClassLoader alone =
        new ClassLoader(ClassLoader.getPlatformClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (var in = Weather.class.getResourceAsStream("MisplacedApiTest$Weather.class")) {
              byte[] code = in.readAllBytes();
              return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
              throw new ClassNotFoundException(name, e);
            }
          }
        };
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      Class<?> contract = alone.loadClass(Weather.class.getName());

      assertThatThrownBy(() -> connection.proxy(contract, Target.topic("weather")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("It does not see rarebit-api from where it is packaged");
    }
  }

  @Test
  void aBeanThatSeesAnotherApiIsRefusedWithThePlaceOfIt() throws Exception {
    NotificationActivationSpec hearing = new NotificationActivationSpec();
    hearing.setTopics("notifications");
    try (AdapterFixture fixture = AdapterFixture.start();
        TestApplication application = withItsOwnApi()) {
      Class<?> serves = application.loadClass(WeatherBean.class.getName());
      Class<?> hears = application.loadClass(HearingBean.class.getName());

      assertThatThrownBy(
              () -> fixture.container().activate(fixture.spec("node1"), never(fixture, serves)))
          .isInstanceOf(InvalidPropertyException.class)
          .hasMessageContaining(
              "WeatherBean cannot be served. It sees another copy of rarebit-api");
      assertThatThrownBy(() -> fixture.container().activate(hearing, never(fixture, hears)))
          .isInstanceOf(InvalidPropertyException.class)
          .hasMessageContaining(
              "HearingBean cannot be served. It sees another copy of rarebit-api");
    }
  }

  private static <B> FakeEndpointFactory<B> never(AdapterFixture fixture, Class<B> bean) {
    return fixture
        .container()
        .endpoints(
            bean,
            () -> {
              throw new AssertionError("no instance is needed");
            });
  }

  @Test
  void aFactoryThatIsMadeForSuchAnApplicationIsAWarning() throws Exception {
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    try (LoggedLines log = LoggedLines.of(RpcManagedConnectionFactory.class.getName());
        TestApplication application = withItsOwnApi()) {
      Object factory = application.run(managed::createConnectionFactory);
      assertThat(factory).isNotNull();

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("an application that cannot cast it. It sees another copy of rarebit-api");
    }
  }
}
