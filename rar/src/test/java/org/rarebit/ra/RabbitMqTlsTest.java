package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.broker.RabbitMqNode;
import org.rarebit.testkit.container.EndpointStyle;

/** TLS and the login by certificate, with a RabbitMQ that has its certificate from an authority. */
@Tag("peers")
class RabbitMqTlsTest {

  private static final String USER = "app";

  @TempDir private static Path directory;

  private static CertificateAuthority authority;
  private static CertificateAuthority.Issued user;
  private static RabbitMqNode node;

  private AdapterFixture adapter;

  @BeforeAll
  static void startBroker() throws Exception {
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(
          RabbitMqNode.isAvailable(), "rabbitmq-server is not installed: its TLS is not tested");
    }
    authority = new CertificateAuthority(directory);
    user = authority.issue(USER, "eku=clientAuth");
    CertificateAuthority.Issued broker = authority.issue("broker", "san=dns:localhost");
    node =
        new RabbitMqNode(directory.resolve("node"))
            .tls(authority.certificate(), broker.certificate(), broker.key())
            .plugins("rabbitmq_auth_mechanism_ssl")
            .configure(
                "auth_mechanisms.1 = EXTERNAL",
                "auth_mechanisms.2 = PLAIN",
                "ssl_cert_login_from = common_name",
                "default_user = " + USER,
                "default_pass = secret")
            .start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  @AfterEach
  void stopAdapter() {
    if (adapter != null) {
      adapter.close();
    }
  }

  private void start(String hostAndUser, CertificateAuthority.Issued login, boolean verify)
      throws Exception {
    adapter =
        AdapterFixture.startAt(
            "rabbit://" + hostAndUser + ":" + node.tlsPort() + "/?ssl=1",
            bean -> {
              bean.setTrustStore(authority.trustStore());
              bean.setTrustStorePassword(CertificateAuthority.PASSWORD);
              bean.setVerifyHostName(verify);
              if (login != null) {
                bean.setKeyStore(login.store().toString());
                bean.setKeyStorePassword(CertificateAuthority.PASSWORD);
                bean.setSaslExternal(true);
              }
            });
  }

  /** A bean serves and is called, both by way of the node. */
  private Object sum() throws Exception {
    adapter.activate(adapter.spec("node1"), EndpointStyle.STANDARD);
    long end = System.nanoTime() + AdapterFixture.PATIENCE.toNanos();
    try (RpcConnection connection = adapter.connect()) {
      while (true) {
        try {
          return connection
              .client(Target.topic("calculator"))
              .request("add")
              .arg("a", 1)
              .arg("b", 2)
              .call();
        } catch (MessageUndeliverableException e) {
          assertThat(System.nanoTime()).as("the bean serves in time").isLessThan(end);
          TimeUnit.MILLISECONDS.sleep(20); // RabbitMQ tells nobody
        }
      }
    }
  }

  @Test
  void aPasswordTravelsByTlsToTheHostOfTheCertificate() throws Exception {
    start(USER + ":secret@localhost", null, true);

    assertThat(sum()).isEqualTo(3L);
  }

  @Test
  void anotherHostThanTheCertificatesIsRefusedUnlessThePropertySaysOtherwise() throws Exception {
    start(USER + ":secret@127.0.0.1", null, true);
    assertThatThrownBy(() -> adapter.connect().close())
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("127.0.0.1");
    adapter.close();

    start(USER + ":secret@127.0.0.1", null, false);

    assertThat(sum()).isEqualTo(3L);
  }

  @Test
  void theCertificateIsTheLogin() throws Exception {
    start("localhost", user, true); // guest, who would be the user else, is not known here

    assertThat(sum()).isEqualTo(3L);
  }

  @Test
  void theCertificateOfSomebodyElseIsNoLogin() throws Exception {
    start("localhost", authority.issue("stranger", "eku=clientAuth"), true);

    assertThatThrownBy(() -> adapter.connect().close())
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("localhost:" + node.tlsPort());
  }

  @Test
  void withoutTheLoginByCertificateTheUserOfTheUrlCounts() throws Exception {
    start(USER + ":wrong@localhost", null, true);

    assertThatThrownBy(() -> adapter.connect().close())
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining(USER)
        .hasMessageNotContaining("wrong");
  }
}
