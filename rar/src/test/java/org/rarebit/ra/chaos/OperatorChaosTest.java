package org.rarebit.ra.chaos;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.BusyMachine;
import org.rarebit.ra.chaos.Ledger.Account;
import org.rarebit.ra.chaos.Ledger.Ended;
import org.rarebit.testkit.broker.RabbitMqNode;

/** An operator who deletes what is in use, and changes what others rely on. */
@Timeout(1800)
class OperatorChaosTest extends ChaosFixture {

  /** Wanted is compared with actual every few seconds; and RabbitMQ's programs take the cores. */
  private static final long HEALED_MILLIS = 10_000;

  /** What is accepted so shortly before a deletion may be in what is deleted. */
  private static final long UNDER_WAY_MILLIS = 1_000;

  private static final int ROUNDS = LONG ? 10 : 1;
  private static final String ALL = "BAbaYN";
  private static final String EVERYTHING = ".*";

  private RabbitMqNode node;

  private interface Step {
    void run() throws Exception;
  }

  /** What was deleted took messages along, or let them go nowhere, from when to when. */
  private record Deletion(long begunMillis, long doneMillis) {}

  private interface OnChannel {
    void run(Channel channel) throws Exception;
  }

  @Test
  void everythingHealsWithoutARedeployment() throws Exception {
    node = node("node").start();
    serve(node.url(), false, ChaosClient.BEFORE, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
    call(node.url(), false, ALL);
    awaitEach(ALL, System.currentTimeMillis());
    List<String> notHealed = new ArrayList<>();
    List<Deletion> deletions = new ArrayList<>();

    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Step> step : steps().entrySet()) {
        long begun = System.currentTimeMillis();
        step.getValue().run();
        long done = System.currentTimeMillis();
        if (step.getKey().contains("delete") && !step.getKey().startsWith("reply")) {
          deletions.add(new Deletion(begun - UNDER_WAY_MILLIS, done));
        }
        long healed = awaitEach(ALL, done);
        recovered(healed);
        if (healed > BusyMachine.allowsMillis(HEALED_MILLIS)) {
          notHealed.add(step.getKey() + ": " + healed + " ms");
        }
      }
    }
    Account account = end();

    SoftAssertions.assertSoftly(
        softly -> {
          assertSound(softly, account);
          softly
              .assertThat(lostWithoutDeletion(account, deletions))
              .as("lost, though accepted by what was there")
              .isEmpty();
          softly.assertThat(notHealed).as("not healed in time").isEmpty();
        });
  }

  /**
   * Casts and notifications that an operator deletes with their queue are gone, and casts that no
   * queue takes since he has deleted queue, binding or exchange. What is accepted once all is there
   * again has to arrive: once a call has run that began after the deletion, since it takes the same
   * way as a cast; and once a notification has.
   */
  private static List<Ended> lostWithoutDeletion(Account account, List<Deletion> deletions) {
    Set<String> lost = Set.copyOf(account.lost());
    return account.ended.stream()
        .filter(one -> lost.contains(one.id()))
        .filter(one -> deletions.stream().noneMatch(each -> isGoneWith(each, one, account)))
        .toList();
  }

  private static boolean isGoneWith(Deletion deletion, Ended cast, Account account) {
    return cast.atMillis() >= deletion.begunMillis
        && begunMillis(cast) <= healedMillis(deletion, cast, account);
  }

  private static long healedMillis(Deletion deletion, Ended cast, Account account) {
    char witness = Character.toUpperCase(cast.kind());
    return account.ended.stream()
        .filter(one -> one.kind() == witness && one.isOk())
        .filter(one -> account.runs.containsKey(one.id()))
        .filter(one -> begunMillis(one) > deletion.doneMillis)
        .mapToLong(Ended::atMillis)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static long begunMillis(Ended one) {
    return one.atMillis() - one.took();
  }

  private Map<String, Step> steps() {
    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put("a queue is deleted", () -> on(channel -> channel.queueDelete(ChaosClient.BEFORE)));
    steps.put(
        "a server's queue is deleted",
        () -> on(channel -> channel.queueDelete(ChaosClient.AFTER + ".chaos")));
    steps.put(
        "the queue of notifications is deleted",
        () -> on(channel -> channel.queueDelete(ChaosClient.NOTIFICATIONS + ".info")));
    steps.put("the exchange is deleted", () -> on(channel -> channel.exchangeDelete("openstack")));
    steps.put(
        "a binding is deleted",
        () ->
            on(
                channel ->
                    channel.queueUnbind(ChaosClient.BEFORE, "openstack", ChaosClient.BEFORE)));
    steps.put(
        "a fanout exchange is deleted",
        () -> on(channel -> channel.exchangeDelete(ChaosClient.BEFORE + "_fanout")));
    steps.put("reply queues are deleted", this::deleteReplyQueues);
    steps.put("connections are closed", this::closeConnections);
    steps.put(
        "a policy is made and taken back",
        () -> {
          node.control("set_policy", "chaos", EVERYTHING, "{\"max-length\":1000}");
          node.control("clear_policy", "chaos");
        });
    steps.put(
        "the password is another one for a while",
        () -> {
          node.control("change_password", "guest", "secret");
          closeConnections();
          traffic(1000);
          node.control("change_password", "guest", "guest");
        });
    steps.put(
        "the user may do nothing for a while",
        () -> {
          node.control("set_permissions", "guest", "^$", "^$", "^$");
          closeConnections();
          traffic(1000);
          node.control("set_permissions", "guest", EVERYTHING, EVERYTHING, EVERYTHING);
        });
    steps.put(
        "no connection is allowed for a while",
        () -> {
          node.control("set_vhost_limits", "{\"max-connections\":0}");
          closeConnections();
          traffic(1000);
          node.control("clear_vhost_limits");
        });
    steps.put(
        "the virtual host is deleted and made again",
        () -> {
          node.control("delete_vhost", "/");
          node.control("add_vhost", "/");
          node.control("set_permissions", "guest", EVERYTHING, EVERYTHING, EVERYTHING);
        });
    return steps;
  }

  private void closeConnections() throws Exception {
    node.control("close_all_connections", "maintenance");
  }

  private void deleteReplyQueues() throws Exception {
    List<String> queues = node.control("list_queues", "name").lines().toList();
    on(
        channel -> {
          for (String queue : queues) {
            if (queue.startsWith("reply_")) {
              channel.queueDelete(queue);
            }
          }
        });
  }

  private void on(OnChannel step) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(node.port());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      step.run(channel);
    }
  }
}
