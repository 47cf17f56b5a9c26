package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Compression;
import org.rarebit.testkit.broker.EmbeddedBroker;

/** How long connecting takes if hosts do not answer, and what is said then. */
@Timeout(60)
class LinkConnectorTest {

  private final EmbeddedBroker broker = new EmbeddedBroker();

  @BeforeEach
  void start() throws Exception {
    broker.start();
    // what is loaded with the first connection of a JVM does not count
    BrokerLink.open(
            settings("rabbit://guest:guest@127.0.0.1:" + broker.port() + "/", 30_000),
            "first",
            Deadline.after(Duration.ofSeconds(30)))
        .close();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static BrokerSettings settings(String url, int connectTimeoutMillis) {
    return BrokerSettings.of(url, connectTimeoutMillis, 60, 256, Compression.NONE);
  }

  private static BrokerException failure(BrokerSettings settings, long deadlineMillis) {
    return catchThrowableOfType(
        BrokerException.class,
        () ->
            BrokerLink.open(settings, "tested", Deadline.after(Duration.ofMillis(deadlineMillis))));
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @Test
  void aHostThatAcceptsAndIsSilentIsGivenUpInTimeAndToldAsThat() throws IOException {
    try (ScriptedBroker silent = new ScriptedBroker(ScriptedBroker.SILENCE)) {
      long begun = System.nanoTime();

      BrokerException failure = failure(settings(silent.url(), 500), 10_000);

      assertThat(since(begun)).isBetween(Duration.ofMillis(490), Duration.ofSeconds(8));
      assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(failure)
          .hasMessage(
              silent.address()
                  + " did not answer within 500 ms: it accepted the connection, and did not finish"
                  + " the login.");
      assertThat(failure.isSlowLogin()).isTrue();
    }
  }

  @Test
  void aHostWhereNobodyListensIsNotSlow() {
    String gone = "rabbit://guest:guest@127.0.0.1:1/"; // one that was given back may be another's

    assertThat(failure(settings(gone, 10_000), 10_000).isSlowLogin()).isFalse();
  }

  @Test
  void aHostThatIsSilentInTheTlsHandshakeIsGivenUpInTime() throws Exception {
    SSLContext.getDefault(); // reads the JVM's certificates, once
    try (ScriptedBroker silent = new ScriptedBroker(ScriptedBroker.SILENCE)) {
      long begun = System.nanoTime();

      BrokerException failure = failure(settings(silent.url() + "?ssl=true", 500), 10_000);

      assertThat(since(begun)).isBetween(Duration.ofMillis(490), Duration.ofSeconds(8));
      assertThat(failure)
          .hasMessageStartingWith(silent.address() + " did not answer within 500 ms")
          .hasMessageContaining("TLS handshake");
      assertThat(failure.isSlowLogin()).isTrue();
    }
  }

  @Test
  void theDeadlineOfWhoWaitsIsKeptIfItIsTheEarlierOne() throws IOException {
    try (ScriptedBroker silent = new ScriptedBroker(ScriptedBroker.SILENCE)) {
      long begun = System.nanoTime();

      var unused = failure(settings(silent.url(), 10_000), 300);

      assertThat(since(begun)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void anInterruptIsToldAsThatAndKept() throws IOException {
    try (ScriptedBroker silent = new ScriptedBroker(ScriptedBroker.SILENCE)) {
      Thread.currentThread().interrupt();

      BrokerException failure = failure(settings(silent.url() + "?ssl=true", 20_000), 20_000);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED);
    }
  }

  @Test
  void aHostThatTricklesIsGivenUpInTimeAsWell() throws IOException {
    ScriptedBroker.Script trickle =
        (in, out) -> {
          try {
            for (int b : new byte[] {1, 0, 0, 0, 0, 1, 0}) {
              out.writeByte(b);
              out.flush();
            }
            while (true) {
              out.writeByte(0);
              out.flush();
              TimeUnit.MILLISECONDS.sleep(50);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (ScriptedBroker slow = new ScriptedBroker(trickle)) {
      long begun = System.nanoTime();

      BrokerException failure = failure(settings(slow.url(), 500), 10_000);

      assertThat(since(begun)).isLessThan(Duration.ofSeconds(8));
      assertThat(failure).hasMessageContaining("did not answer within 500 ms");
    }
  }

  @Test
  void aHostThatDoesNotAnswerLeavesTimeForTheOthersAndIsTriedLastThen() throws Exception {
    try (ScriptedBroker dead = new ScriptedBroker(ScriptedBroker.SILENCE)) {
      BrokerSettings both =
          settings(
              "rabbit://guest:guest@"
                  + dead.address()
                  + ",guest:guest@127.0.0.1:"
                  + broker.port()
                  + "/",
              10_000);
      for (int i = 0; i < 20; i++) {
        BrokerLink link = BrokerLink.open(both, "tested", Deadline.after(Duration.ofSeconds(8)));

        assertThat(link.address()).isEqualTo("127.0.0.1:" + broker.port());
        link.close();
      }

      assertThat(dead.accepted()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void allHostsAreNamedIfNoneAnswers() throws IOException {
    try (ScriptedBroker one = new ScriptedBroker(ScriptedBroker.SILENCE);
        ScriptedBroker two = new ScriptedBroker(ScriptedBroker.SILENCE)) {
      long begun = System.nanoTime();

      BrokerException failure =
          failure(
              settings("rabbit://guest:guest@" + one.address() + "," + two.address() + "/", 10_000),
              1_000);

      assertThat(since(begun)).isBetween(Duration.ofMillis(950), Duration.ofSeconds(8));
      assertThat(failure).hasMessageContaining(one.address()).hasMessageContaining(two.address());
    }
  }

  @Test
  void whatIsNoBrokerIsToldByItsWords() throws IOException {
    try (ScriptedBroker web = new ScriptedBroker(ScriptedBroker.words("HTTP/1.1 400 no\r\n"))) {
      assertThat(failure(settings(web.url(), 5_000), 5_000))
          .hasMessage(
              "No connection to "
                  + web.address()
                  + ": it does not speak AMQP 0-9-1: its first words are"
                  + " \"HTTP/1.1 400 no\\r\\n\"");
    }
  }

  @Test
  void anIpv6AddressStandsInBracketsAndItsZoneIsDecoded() {
    assertThat(failure(settings("rabbit://guest:guest@[::1]:1/", 2_000), 2_000))
        .hasMessageContaining("[::1]:1");
    assertThat(failure(settings("rabbit://guest:guest@[fe80::1%25lo]:1/", 500), 500))
        .hasMessageContaining("[fe80::1%lo]:1");
  }

  @Test
  void aPortWhereNobodyListensIsToldAtOnce() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    long begun = System.nanoTime();

    assertThat(failure(settings("rabbit://guest:guest@127.0.0.1:" + port + "/", 20_000), 20_000))
        .hasMessageStartingWith("No connection to 127.0.0.1:" + port + ": Connection refused");
    assertThat(since(begun)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aHostNameThatIsUnknownIsToldAsThat() {
    assertThat(failure(settings("rabbit://guest:guest@unknown.invalid:5672/", 5_000), 5_000))
        .hasMessage("No connection to unknown.invalid:5672: no address is known for this name");
  }

  @Test
  void aLimitOfConnectionsIsNoMatterOfCredentials() throws IOException {
    String words =
        "NOT_ALLOWED - access to vhost '/' refused for user 'guest': connection limit (1) is"
            + " reached";
    try (ScriptedBroker full = new ScriptedBroker(ScriptedBroker.refusal(530, words))) {
      BrokerException failure = failure(settings(full.url(), 5_000), 5_000);

      assertThat(failure.kind()).isEqualTo(Kind.LIMIT);
      assertThat(failure).hasMessageContaining(words).hasMessageNotContaining("check credentials");
    }
  }

  /** Its writer found the connection closed by the reader, which the deadline had ended. */
  @Test
  void whatTheClientOnlyTakesForARefusalIsNoneOnceTheTimeIsOver() {
    ShutdownSignalException closedBefore =
        new AlreadyClosedException(new ShutdownSignalException(true, false, null, null));
    ShutdownSignalException refused =
        new ShutdownSignalException(
            true,
            false,
            new AMQP.Connection.Close.Builder().replyCode(530).replyText("no such host").build(),
            null);

    assertThat(LinkConnector.isVague(new PossibleAuthenticationFailureException(closedBefore)))
        .isTrue();
    assertThat(LinkConnector.isVague(new PossibleAuthenticationFailureException(refused)))
        .isFalse();
    assertThat(LinkConnector.isVague(new AuthenticationFailureException("ACCESS_REFUSED")))
        .isFalse();
    assertThat(LinkConnector.isVague(new IOException("reset"))).isFalse();
  }

  @Test
  void aVirtualHostThatIsNotOursIsARefusal() throws IOException {
    try (ScriptedBroker closed =
        new ScriptedBroker(ScriptedBroker.refusal(530, "NOT_ALLOWED - vhost / not found"))) {
      BrokerException failure = failure(settings(closed.url(), 5_000), 5_000);

      assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
      assertThat(failure).hasMessageContaining("vhost / not found");
    }
  }

  @Test
  void whatFailedLeavesNeitherThreadNorSocket() throws Exception {
    try (ScriptedBroker silent = new ScriptedBroker(ScriptedBroker.SILENCE)) {
      BrokerException failure =
          catchThrowableOfType(
              BrokerException.class,
              () ->
                  BrokerLink.open(
                      settings(silent.url(), 200),
                      "failed",
                      Deadline.after(Duration.ofSeconds(2))));
      assertThat(failure).isNotNull();

      Deadline deadline = Deadline.after(Duration.ofSeconds(20));
      while (silent.open() > 0
          || Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().startsWith("rarebit failed"))) {
        assertThat(deadline.isPassed()).isFalse();
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }
}
