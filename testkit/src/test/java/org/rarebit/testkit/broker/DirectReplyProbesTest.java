package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import com.rabbitmq.client.RpcServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("peers")
class DirectReplyProbesTest extends Probe {
  private static final String REPLY_TO = "amq.rabbitmq.reply-to";
  private static final AMQP.BasicProperties REQUEST =
      new AMQP.BasicProperties.Builder().replyTo(REPLY_TO).build();

  @Test
  void replyNeedsNoQueue() throws Exception {
    String queue = queue("q");
    Received replies = Received.from(channel, REPLY_TO, true);
    publish("", queue, REQUEST, "question");
    Channel server = connect().createChannel();

    GetResponse request = await("the request", () -> server.basicGet(queue, true));
    String address = request.getProps().getReplyTo();
    AMQP.Queue.DeclareOk alive = server.queueDeclarePassive(address);
    server.basicPublish("", address, null, bytes("answer"));

    Delivery reply = replies.next();
    assertThat(address).startsWith(REPLY_TO + ".");
    assertThat(alive.getConsumerCount()).isEqualTo(1);
    assertThat(Received.text(reply)).isEqualTo("answer");
    assertThat(reply.getEnvelope().getExchange()).isEmpty();
    assertThat(reply.getEnvelope().getRoutingKey()).isEqualTo(address);
  }

  @Test
  void mandatoryReplyThatArrivesIsReturnedByOlderBrokers() throws Exception {
    String queue = queue("q");
    Received replies = Received.from(channel, REPLY_TO, true);
    publish("", queue, REQUEST, "question");
    Channel server = connect().createChannel();
    CompletableFuture<String> returned = new CompletableFuture<>();
    server.addReturnListener(message -> returned.complete(message.getReplyText()));

    String address = await(queue).getProps().getReplyTo();
    server.basicPublish("", address, true, null, bytes("answer"));

    assertThat(replies.nextText()).isEqualTo("answer");
    if (isAtLeast(RabbitMqVersion.V4_3)) {
      server.queueDeclarePassive(queue); // what came back would have come before this answer
      assertThat(returned).isNotDone();
    } else {
      assertThat(returned.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("NO_ROUTE");
    }
  }

  @Test
  void addressOfWhoIsGoneIsNotThere() throws Exception {
    String queue = queue("q");
    Connection requester = connect();
    Channel asking = requester.createChannel();
    Received.from(asking, REPLY_TO, true);
    asking.basicPublish("", queue, REQUEST, bytes("question"));
    String address = await(queue).getProps().getReplyTo();

    requester.close();

    assertChannelRefuses(404, () -> channel.queueDeclarePassive(address))
        .hasMessageContaining("no queue '" + address + "' in vhost '/'");
  }

  @Test
  void repliesCannotBeAcked() throws Exception {
    assertChannelRefuses(406, () -> Received.from(channel, REPLY_TO, false))
        .hasMessageContaining("reply consumer cannot acknowledge");
  }

  @Test
  void channelHasOneReplyConsumer() throws Exception {
    Received.from(channel, REPLY_TO, true);

    assertChannelRefuses(406, () -> Received.from(channel, REPLY_TO, true))
        .hasMessageContaining("reply consumer already set");
  }

  @Test
  void requestWithoutAReplyConsumerIsRefused() throws Exception {
    assertChannelRefuses(406, () -> publish("", "q", REQUEST, "question"))
        .hasMessageContaining("fast reply consumer does not exist");
  }

  @Test
  void rpcClassesOfTheClientWork() throws Exception {
    String queue = queue("q");
    Connection serving = connect();
    RpcServer server =
        new RpcServer(serving.createChannel(), queue) {
          @Override
          public byte[] handleCall(byte[] request, AMQP.BasicProperties replyProperties) {
            return bytes("answer to " + text(request));
          }
        };
    CompletableFuture<Void> loop = CompletableFuture.runAsync(() -> serve(server));
    RpcClient client =
        new RpcClient(
            new RpcClientParams().channel(channel).exchange("").routingKey(queue).timeout(20_000));

    String answer = client.stringCall("question");
    client.close();
    serving.close();
    loop.get(SECONDS, TimeUnit.SECONDS);

    assertThat(answer).isEqualTo("answer to question");
  }

  private static void serve(RpcServer server) {
    try {
      server.mainloop(); // ends when its connection does
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
