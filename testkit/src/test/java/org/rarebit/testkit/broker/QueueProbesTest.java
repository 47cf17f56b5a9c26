package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class QueueProbesTest extends Probe {
  @Test
  void serverNamesAQueue() throws Exception {
    String exchange = exchange("x", "direct");

    String queue = channel.queueDeclare().getQueue();
    channel.queueBind("", exchange, ""); // the queue declared last, with its name as the key
    publish(exchange, queue, "a");

    assertThat(queue).matches("amq\\.gen-[A-Za-z0-9_-]{22}");
    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void reservedQueueNamesAreRefused() throws Exception {
    assertChannelRefuses(403, () -> channel.queueDeclare("amq.mine", false, false, false, Map.of()))
        .hasMessageContaining("queue name 'amq.mine' contains reserved prefix 'amq.*'");
  }

  @Test
  void emptyNameMeansNothingBeforeTheFirstDeclaration() throws Exception {
    assertChannelRefuses(404, () -> channel.queuePurge(""))
        .hasMessageContaining("no previously declared queue");
  }

  @Test
  void passiveDeclarationOfAMissingQueueIsRefused() throws Exception {
    String queue = queueName("q");

    assertChannelRefuses(404, () -> channel.queueDeclarePassive(queue))
        .hasMessageContaining("no queue '" + queue + "' in vhost '/'");
  }

  @Test
  void equalRedeclarationTellsCounts() throws Exception {
    String queue = queue("q");
    publish("", queue, "a");
    publish("", queue, "b");
    awaitReady(queue, 2);

    AMQP.Queue.DeclareOk declared = channel.queueDeclare(queue, false, false, false, Map.of());

    assertThat(declared.getMessageCount()).isEqualTo(2);
    assertThat(declared.getConsumerCount()).isZero();
  }

  @Test
  void redeclarationWithAnotherDurabilityIsRefused() throws Exception {
    String queue = queue("q");

    assertChannelRefuses(406, () -> channel.queueDeclare(queue, true, false, false, Map.of()))
        .hasMessageContaining(
            "inequivalent arg 'durable' for queue '%s' in vhost '/': received 'true' but current"
                    .formatted(queue)
                + " is 'false'");
  }

  @Test
  void redeclarationWithAnotherAutoDeleteIsRefused() throws Exception {
    String queue = queue("q");

    assertChannelRefuses(406, () -> channel.queueDeclare(queue, false, false, true, Map.of()))
        .hasMessageContaining("inequivalent arg 'auto_delete' for queue");
  }

  @Test
  void redeclarationAsExclusiveIsRefused() throws Exception {
    String queue = queue("q");

    assertChannelRefuses(405, () -> channel.queueDeclare(queue, false, true, false, Map.of()))
        .hasMessageContaining(
            "cannot obtain exclusive access to locked queue '%s' in vhost '/'".formatted(queue));
  }

  @Test
  void missingQueueCanBeDeleted() throws Exception {
    assertThat(channel.queueDelete(queueName("q")).getMessageCount()).isZero();
  }

  @Test
  void queueInUseIsNotDeletedIfUnused() throws Exception {
    String queue = queue("q");
    Received.from(channel, queue, true);

    assertChannelRefuses(406, () -> channel.queueDelete(queue, true, false))
        .hasMessageContaining("queue '%s' in vhost '/' in use".formatted(queue));
  }

  @Test
  void queueWithMessagesIsNotDeletedIfEmpty() throws Exception {
    String queue = queue("q");
    publish("", queue, "a");

    assertChannelRefuses(406, () -> channel.queueDelete(queue, false, true))
        .hasMessageContaining("queue '%s' in vhost '/' not empty".formatted(queue));
  }

  @Test
  void deletionTellsHowManyMessagesAreLost() throws Exception {
    String queue = queue("q");
    publish("", queue, "a");
    awaitReady(queue, 1);

    // RabbitMQ's count is of a moment before, sometimes
    assertThat(channel.queueDelete(queue).getMessageCount())
        .isBetween(broker == ProbedBroker.RABBITMQ ? 0 : 1, 1);
  }

  @Test
  void purgeLeavesUnackedMessages() throws Exception {
    String queue = queue("q");
    publish("", queue, "a");
    publish("", queue, "b");
    publish("", queue, "c");
    channel.basicGet(queue, false);

    assertThat(channel.queuePurge(queue).getMessageCount()).isEqualTo(2);
    channel.basicRecover(true);

    assertThat(drain(queue)).containsExactly("a");
  }

  @Test
  void autoDeleteQueueGoesWithItsLastConsumer() throws Exception {
    String queue = queueName("q");
    channel.queueDeclare(queue, false, false, true, Map.of());
    Received first = Received.from(channel, queue, true);
    Received second = Received.from(channel, queue, true);

    channel.basicCancel(first.getConsumerTag());
    boolean withOneLeft = queueExists(queue);
    channel.basicCancel(second.getConsumerTag());

    assertThat(withOneLeft).isTrue();
    assertThat(await("end of the queue", () -> queueExists(queue) ? null : true)).isTrue();
  }

  @Test
  void autoDeleteQueueGoesWithTheConnectionOfItsLastConsumer() throws Exception {
    String queue = queueName("q");
    Connection other = connect();
    Channel otherChannel = other.createChannel();
    otherChannel.queueDeclare(queue, false, false, true, Map.of());
    Received.from(otherChannel, queue, true);

    other.close();

    assertThat(await("end of the queue", () -> queueExists(queue) ? null : true)).isTrue();
  }

  @Test
  void exclusiveQueueIsClosedToOtherConnections() throws Exception {
    String queue = queueName("q");
    connect().createChannel().queueDeclare(queue, false, true, false, Map.of());

    assertChannelRefuses(405, () -> channel.queueDeclarePassive(queue))
        .hasMessageContaining(
            "cannot obtain exclusive access to locked queue '%s' in vhost '/'".formatted(queue));
    assertRefusedOnNewChannel(queue, on -> on.basicGet(queue, true));
    assertRefusedOnNewChannel(queue, on -> Received.from(on, queue, true));
    assertRefusedOnNewChannel(queue, on -> on.queuePurge(queue));
    assertRefusedOnNewChannel(queue, on -> on.queueDelete(queue));
    assertRefusedOnNewChannel(queue, on -> on.queueBind(queue, "amq.topic", "k"));
  }

  private interface ChannelAction {
    void run(Channel on) throws Exception;
  }

  private void assertRefusedOnNewChannel(String queue, ChannelAction action) throws Exception {
    Channel on = connection.createChannel();
    assertChannelRefuses(on, 405, () -> action.run(on)).hasMessageContaining(queue);
  }

  @Test
  void exclusiveQueueTakesMessagesFromOtherConnections() throws Exception {
    String queue = queueName("q");
    Channel owner = connect().createChannel();
    owner.queueDeclare(queue, false, true, false, Map.of());
    channel.confirmSelect();

    publish("", queue, "a");
    channel.waitForConfirmsOrDie(20_000);

    assertThat(owner.basicGet(queue, true)).isNotNull();
  }

  @Test
  void exclusiveQueueGoesWithItsConnection() throws Exception {
    String queue = queueName("q");
    Connection other = connect();
    other.createChannel().queueDeclare(queue, false, true, false, Map.of());

    other.close();

    assertThat(await("end of the queue", () -> queueExists(queue) ? null : true)).isTrue();
  }

  @Test
  void consumerIsToldThatItsQueueIsDeleted() throws Exception {
    String queue = queue("q");
    Received received = Received.from(channel, queue, true);

    connect().createChannel().queueDelete(queue);

    assertThat(received.awaitCancelled()).isEqualTo(received.getConsumerTag());
  }

  @Test
  void deletedQueueLosesItsBindings() throws Exception {
    String exchange = exchange("x", "direct");
    String queue = queue("q");
    channel.queueBind(queue, exchange, "k");

    channel.queueDelete(queue);
    channel.queueDeclare(queue, false, false, false, Map.of());
    publish(exchange, "k", "a");

    assertThat(drain(queue)).isEmpty();
  }

  @Test
  void hundredsOfExclusiveQueuesAreDeclared() throws Exception {
    for (int i = 0; i < 200; i++) {
      channel.queueDeclare();
    }

    assertThat(connection.isOpen()).isTrue();
  }
}
