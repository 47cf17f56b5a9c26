package org.rarebit.ra.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.chaos.Ledger.Account;
import org.rarebit.testkit.broker.RabbitMqNode;

@Timeout(3600)
@Tag("peers")
class KilledNodesChaosTest extends ChaosFixture {

  private static final int ROUNDS = LONG ? 10 : 1; // each kills each node
  private static final String ALL = "BAbaYN";

  /** To find it out, and for quorum queues to elect other leaders. */
  private static final long HANGING_MILLIS = 15_000;

  @Test
  void quorumQueuesOutliveEachNodeOfThree() throws Exception {
    List<RabbitMqNode> nodes = three();
    String url = url(nodes);
    serve(url, true, ChaosClient.BEFORE, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
    call(url, true, ALL + "BA");
    awaitEach(ALL, System.currentTimeMillis());

    for (int round = 0; round < ROUNDS; round++) {
      for (RabbitMqNode node : nodes) {
        traffic(1000);
        long killed = System.currentTimeMillis();
        node.crash();
        recovered(awaitEach(ALL, killed + 100)); // what was on its way has ended by then
        node.start();
        awaitEach(ALL, System.currentTimeMillis());
      }
    }
    assertNothingIsLostAndAllComeBackWithin(5_000);
  }

  /** Nobody need tell a client whose link is to another node. */
  @Test
  void aQueueForRepliesMayGoWithAnotherNodeThanTheClients() throws Exception {
    List<RabbitMqNode> nodes = three();
    RabbitMqNode other = nodes.get(1);
    String replies = "reply_chaos:one:1";
    declareFirst(other, replies);
    assertThat(other.control("list_queues", "name", "pid"))
        .containsPattern(replies + "\\s+<" + other.name());
    serve(url(nodes), true, ChaosClient.BEFORE, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
    call(nodes.get(0).url(), true, ALL + "BA", "one");
    awaitEach(ALL, System.currentTimeMillis());
    assertThat(other.control("list_queues", "name", "consumers"))
        .containsPattern(replies + "\\s+1");

    long killed = System.currentTimeMillis();
    other.crash();
    recovered(awaitEach(ALL, killed + 100)); // what was on its way has ended by then
    other.start();
    awaitEach(ALL, System.currentTimeMillis());
    assertNothingIsLostAndAllComeBackWithin(5_000);
  }

  /**
   * A node that hangs is not told from a slow one for a minute, and says nothing about its queues.
   * Before 4.0 the other nodes wait for it with each declaration.
   */
  @Test
  void aQueueForRepliesMayBeOnANodeThatHangs() throws Exception {
    List<RabbitMqNode> nodes = three();
    RabbitMqNode other = nodes.get(1);
    String replies = "reply_chaos:one:1";
    assumeTrue(!declareFirst(other, replies).startsWith("3."), "RabbitMQ 3 hangs as a whole");
    String served = url(List.of(nodes.get(0), nodes.get(2)));
    serve(served, true, ChaosClient.BEFORE, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
    call(nodes.get(0).url(), true, ALL + "BA", "one");
    awaitEach(ALL, System.currentTimeMillis());
    assertThat(other.control("list_queues", "name", "consumers"))
        .containsPattern(replies + "\\s+1");

    long hangs = System.currentTimeMillis();
    signal(other, "STOP");
    recovered(awaitEach(ALL, hangs + 100)); // what was on its way has ended by then
    signal(other, "CONT");
    awaitEach(ALL, System.currentTimeMillis());
    assertNothingIsLostAndAllComeBackWithin(HANGING_MILLIS);
  }

  private void assertNothingIsLostAndAllComeBackWithin(long millis) throws Exception {
    Account account = end();

    SoftAssertions.assertSoftly(
        softly -> {
          assertSound(softly, account);
          softly.assertThat(account.lost()).as("lost").isEmpty();
          softly.assertThat(account.doubledAcrossProcesses()).isEmpty();
          assertRecoveries(softly, millis, millis);
        });
  }

  private static void signal(RabbitMqNode node, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(node.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private List<RabbitMqNode> three() throws Exception {
    RabbitMqNode first = node("one").start();
    return List.of(first, node("two").join(first).start(), node("three").join(first).start());
  }

  private static String url(List<RabbitMqNode> nodes) {
    return nodes.stream()
        .map(node -> "guest:guest@127.0.0.1:" + node.port())
        .collect(Collectors.joining(",", "rabbit://", "/"));
  }

  /** A queue is on the node where it is declared first. Returns the broker's version. */
  private static String declareFirst(RabbitMqNode node, String queue) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(node.port());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, false, false, false, Map.of("x-expires", 1_800_000));
      return connection.getServerProperties().get("version").toString();
    }
  }
}
