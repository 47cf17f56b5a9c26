package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.net.ConnectException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NothingLeftBehindTest {
  private final List<Socket> sockets = new ArrayList<>();

  /** The threads of the broker on this port's side: those of other brokers are not this test's. */
  private static List<String> brokerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("rarebit-broker-"))
        .sorted()
        .toList();
  }

  @Test
  void closedBrokerLeavesNeitherThreadNorPort() throws Exception {
    List<String> before = brokerThreads();
    EmbeddedBroker broker = new EmbeddedBroker().start();
    Connection busy = Clients.factory(broker).newConnection();
    Channel channel = busy.createChannel();
    channel.queueDeclare("q", false, false, false, Map.of("x-message-ttl", 60_000));
    channel.basicPublish("", "q", null, new byte[0]);
    RawClient silent = RawClient.connect(broker.port());
    sockets.add(new Socket(LocalPorts.loopback(), broker.port())); // says nothing at all
    List<String> during = brokerThreads();

    broker.close();

    assertThat(during).hasSizeGreaterThan(before.size() + 5);
    assertThat(brokerThreads()).isEqualTo(before);
    assertThatThrownBy(() -> new Socket(LocalPorts.loopback(), broker.port()))
        .isInstanceOf(ConnectException.class);
    assertThat(silent.readToTheEnd()).isTrue();
    silent.close();
    sockets.get(0).close();
  }

  @Test
  void blockedAndFullConnectionsEndToo() throws Exception {
    List<String> before = brokerThreads();
    EmbeddedBroker broker = new EmbeddedBroker().start();
    Connection publisher = Clients.factory(broker).newConnection();
    Channel channel = publisher.createChannel();
    broker.faults().block("low on memory");
    channel.basicPublish("", "q", null, new byte[0]);

    broker.close();

    assertThat(brokerThreads()).isEqualTo(before);
  }

  @Test
  void closeIsHarmlessTwiceAndBeforeAStart() throws Exception {
    EmbeddedBroker broker = new EmbeddedBroker();
    broker.close();
    broker.start();
    broker.close();
    broker.close();

    assertThat(broker.connectionCount()).isZero();
  }

  @Test
  void interruptedThreadStillClosesCompletely() throws Exception {
    List<String> before = brokerThreads();
    EmbeddedBroker broker = new EmbeddedBroker().start();
    Connection connection = Clients.factory(broker).newConnection();

    Thread.currentThread().interrupt();
    broker.close();
    boolean interrupted = Thread.interrupted();

    assertThat(interrupted).isTrue();
    assertThat(brokerThreads()).isEqualTo(before);
    connection.abort(1000);
  }
}
