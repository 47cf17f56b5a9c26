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
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NothingLeftBehindTest {
  private final List<Socket> sockets = new ArrayList<>();

  /** Of other brokers: some of their clients may just be leaving. */
  private final Set<Thread> before = brokerThreads();

  private static Set<Thread> brokerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("rarebit-broker-"))
        .collect(Collectors.toSet());
  }

  private Set<Thread> newBrokerThreads() {
    Set<Thread> threads = brokerThreads();
    threads.removeAll(before);
    return threads;
  }

  @Test
  void closedBrokerLeavesNeitherThreadNorPort() throws Exception {
    EmbeddedBroker broker = new EmbeddedBroker().start();
    Connection busy = Clients.factory(broker).newConnection();
    Channel channel = busy.createChannel();
    channel.queueDeclare("q", false, false, false, Map.of("x-message-ttl", 60_000));
    channel.basicPublish("", "q", null, new byte[0]);
    RawClient silent = RawClient.connect(broker.port());
    sockets.add(new Socket(LocalPorts.loopback(), broker.port())); // says nothing at all
    Set<Thread> during = newBrokerThreads();

    broker.close();

    assertThat(during).hasSizeGreaterThan(5);
    assertThat(newBrokerThreads()).isEmpty();
    assertThatThrownBy(() -> new Socket(LocalPorts.loopback(), broker.port()))
        .isInstanceOf(ConnectException.class);
    assertThat(silent.readToTheEnd()).isTrue();
    silent.close();
    sockets.get(0).close();
  }

  @Test
  void blockedAndFullConnectionsEndToo() throws Exception {
    EmbeddedBroker broker = new EmbeddedBroker().start();
    Connection publisher = Clients.factory(broker).newConnection();
    Channel channel = publisher.createChannel();
    broker.faults().block("low on memory");
    channel.basicPublish("", "q", null, new byte[0]);

    broker.close();

    assertThat(newBrokerThreads()).isEmpty();
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
    EmbeddedBroker broker = new EmbeddedBroker().start();
    Connection connection = Clients.factory(broker).newConnection();

    Thread.currentThread().interrupt();
    broker.close();
    boolean interrupted = Thread.interrupted();

    assertThat(interrupted).isTrue();
    assertThat(newBrokerThreads()).isEmpty();
    connection.abort(1000);
  }
}
