package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.ResourceAdapterInternalException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeContainer;

/** TLS with stores of the adapter's own, against a TLS port before the embedded broker. */
class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path directory;

  private AdapterFixture server;
  private Relay relay;

  @BeforeAll
  static void makeCertificates() throws Exception {
    makeKey("broker", "san=dns:localhost,ip:127.0.0.1");
    makeKey("elsewhere", "san=dns:elsewhere.example");
    makeKey("client", "san=dns:client.example");
  }

  @BeforeEach
  void start() throws Exception {
    server = AdapterFixture.start();
    server.serve();
  }

  @AfterEach
  void stop() throws Exception {
    relay.close();
    server.close();
  }

  @Test
  void aBrokerOfTheOwnTrustStoreIsCalled() throws Exception {
    relay = listen("broker", false);
    RarebitResourceAdapter adapter = adapter();
    adapter.setTrustStore(trusting("broker"));
    adapter.setTrustStorePassword(PASSWORD);

    assertThat(sumThrough(adapter)).isEqualTo(3L);
    assertThat(relay.accepted()).isPositive();
  }

  @Test
  void aConnectionThatIsLostIsReplacedByOneWithTls() throws Exception {
    relay = listen("broker", false);
    RarebitResourceAdapter adapter = adapter();
    adapter.setTrustStore(trusting("broker"));
    adapter.setTrustStorePassword(PASSWORD);
    try (FakeContainer container = new FakeContainer()) {
      RpcConnectionFactory factory = factory(adapter, container);
      assertThat(sumThrough(factory)).isEqualTo(3L);
      int accepted = relay.accepted();

      server.broker().faults().dropConnections();
      server.awaitConsumers("calculator", 1);

      assertThat(sumThrough(factory)).isEqualTo(3L);
      assertThat(relay.accepted()).isGreaterThan(accepted);
    }
  }

  @Test
  void aBrokerThatTheJvmDoesNotTrustIsRefused() throws Exception {
    relay = listen("broker", false);

    assertThatThrownBy(() -> sumThrough(adapter()))
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("127.0.0.1:" + relay.port());
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedUnlessThePropertySaysOtherwise() throws Exception {
    relay = listen("elsewhere", false);
    RarebitResourceAdapter adapter = adapter();
    adapter.setTrustStore(trusting("elsewhere"));
    adapter.setTrustStorePassword(PASSWORD);
    assertThatThrownBy(() -> sumThrough(adapter)).isInstanceOf(NoConnectionException.class);

    adapter.setVerifyHostName(false);

    assertThat(sumThrough(adapter)).isEqualTo(3L);
  }

  @Test
  void aBrokerThatAsksForACertificateGetsTheOneOfTheKeyStore() throws Exception {
    relay = listen("broker", true);
    RarebitResourceAdapter adapter = adapter();
    adapter.setTrustStore(trusting("broker"));
    adapter.setTrustStorePassword(PASSWORD);
    assertThatThrownBy(() -> sumThrough(adapter)).isInstanceOf(NoConnectionException.class);

    adapter.setKeyStore(directory.resolve("client.p12").toString());
    adapter.setKeyStorePassword(PASSWORD);

    assertThat(sumThrough(adapter)).isEqualTo(3L);
  }

  @Test
  void loggingInByCertificateAsksForSaslExternal() throws Exception {
    relay = listen("broker", true);
    RarebitResourceAdapter adapter = adapter();
    adapter.setTrustStore(trusting("broker"));
    adapter.setTrustStorePassword(PASSWORD);
    adapter.setKeyStore(directory.resolve("client.p12").toString());
    adapter.setKeyStorePassword(PASSWORD);
    adapter.setSaslExternal(true);

    assertThatThrownBy(() -> sumThrough(adapter))
        .as("the embedded broker offers passwords only, and is sent none")
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("authentication mechanism");
  }

  @Test
  void loggingInByCertificateNeedsOne() throws Exception {
    relay = listen("broker", true);
    RarebitResourceAdapter adapter = adapter();
    adapter.setSaslExternal(true);

    assertThatThrownBy(() -> sumThrough(adapter))
        .isInstanceOf(ResourceAdapterInternalException.class)
        .hasMessageContaining("keyStore");
  }

  @Test
  void aWrongStorePasswordNamesTheFileAndNotThePassword() throws Exception {
    relay = listen("broker", false);
    RarebitResourceAdapter adapter = adapter();
    adapter.setTrustStore(trusting("broker"));
    adapter.setTrustStorePassword("wr0ng");

    assertThatThrownBy(() -> sumThrough(adapter))
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("broker-trust.p12")
        .hasMessageNotContaining("wr0ng");
  }

  private RarebitResourceAdapter adapter() {
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    adapter.setConnectionURL("rabbit://guest:guest@127.0.0.1:" + relay.port() + "/?ssl=1");
    adapter.setConnectTimeoutMillis(20_000);
    return adapter;
  }

  private static Object sumThrough(RarebitResourceAdapter adapter) throws Exception {
    try (FakeContainer container = new FakeContainer()) {
      return sumThrough(factory(adapter, container));
    }
  }

  private static Object sumThrough(RpcConnectionFactory factory) throws Exception {
    try (RpcConnection connection = factory.getConnection()) {
      return connection
          .client(Target.topic("calculator"))
          .request("add")
          .arg("a", 1)
          .arg("b", 2)
          .call();
    }
  }

  private static RpcConnectionFactory factory(
      RarebitResourceAdapter adapter, FakeContainer container) throws Exception {
    container.start(adapter);
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    container.associate(managed);
    return (RpcConnectionFactory) managed.createConnectionFactory(container.connectionManager());
  }

  private Relay listen(String key, boolean clientCertificate) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(directory.resolve(key + ".p12")), PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store(Path.of(trusting("client"))));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    ServerSocketFactory sockets = context.getServerSocketFactory();
    return new Relay(
        new ServerSocketFactory() {
          @Override
          public ServerSocket createServerSocket(int port) throws IOException {
            return createServerSocket(port, 50);
          }

          @Override
          public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
          }

          @Override
          public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
              throws IOException {
            SSLServerSocket socket =
                (SSLServerSocket) sockets.createServerSocket(port, backlog, address);
            socket.setNeedClientAuth(clientCertificate);
            return socket;
          }
        },
        server.broker().port());
  }

  /** A store that trusts the certificate of a key. */
  private static String trusting(String key) throws Exception {
    Path file = directory.resolve(key + "-trust.p12");
    if (!Files.exists(file)) {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry(key, store(directory.resolve(key + ".p12")).getCertificate(key));
      try (OutputStream out = Files.newOutputStream(file)) {
        trust.store(out, PASSWORD.toCharArray());
      }
    }
    return file.toString();
  }

  private static KeyStore store(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static void makeKey(String name, String extension) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                extension,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                directory.resolve(name + ".p12").toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(Files.readString(directory.resolve(name + ".log"))).isZero();
  }
}
