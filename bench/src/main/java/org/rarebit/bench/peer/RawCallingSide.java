package org.rarebit.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.bench.load.CallingSide;
import org.rarebit.bench.load.EchoClient;

/**
 * Calls by hand: one connection, four channels for all callers, one reply queue, a map from message
 * id to future. What one would write in an afternoon, and fast.
 */
final class RawCallingSide implements CallingSide {

  private static final int CHANNELS = 4;
  private static final long TIMEOUT_SECONDS = 20;
  private static final int UNCONFIRMED_CASTS = 1000;

  private static final BasicProperties PROPERTIES =
      new BasicProperties.Builder()
          .contentType("application/json")
          .contentEncoding("utf-8")
          .deliveryMode(2)
          .priority(0)
          .expiration(String.valueOf(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS)))
          .build();

  private static final BasicProperties CAST_PROPERTIES =
      PROPERTIES.builder().expiration(null).build();

  private final Connection connection;
  private final List<Channel> channels = new ArrayList<>();
  private final String replyQueue = "reply_" + Brokers.newId();
  private final Map<String, CompletableFuture<String>> pending = new ConcurrentHashMap<>();
  private final AtomicInteger clients = new AtomicInteger();

  RawCallingSide(String url) throws Exception {
    connection = Brokers.connect(url);
    Channel replies = connection.createChannel();
    replies.queueDeclare(replyQueue, false, true, true, Map.of());
    replies.basicConsume(
        replyQueue, true, (tag, delivery) -> complete(delivery.getBody()), tag -> {});
    for (int i = 0; i < CHANNELS; i++) {
      channels.add(connection.createChannel());
    }
  }

  private void complete(byte[] body) throws IOException {
    JsonNode reply = OsloEnvelope.unwrap(body);
    CompletableFuture<String> waiting = pending.remove(reply.path("_msg_id").textValue());
    if (waiting != null) {
      waiting.complete(reply.path("result").textValue());
    }
  }

  @Override
  public EchoClient newClient(String topic) {
    return new Client(channels.get(clients.getAndIncrement() % CHANNELS), topic);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private final class Client implements EchoClient {

    private final Channel channel;
    private final String topic;
    private Channel confirmed; // null before the first cast
    private WindowedCasts casts; // null before the first of many

    Client(Channel channel, String topic) {
      this.channel = channel;
      this.topic = topic;
    }

    @Override
    public String echo(String text) throws Exception {
      String msgId = Brokers.newId();
      CompletableFuture<String> reply = new CompletableFuture<>();
      pending.put(msgId, reply);
      try {
        channel.basicPublish(
            Brokers.EXCHANGE, topic, PROPERTIES, OsloEnvelope.wrap(message(text, msgId)));
        return reply.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      } finally {
        pending.remove(msgId);
      }
    }

    @Override
    public CompletionStage<String> echoAsync(String text) throws Exception {
      String msgId = Brokers.newId();
      CompletableFuture<String> reply = new CompletableFuture<>();
      pending.put(msgId, reply);
      channel.basicPublish(
          Brokers.EXCHANGE, topic, PROPERTIES, OsloEnvelope.wrap(message(text, msgId)));
      return reply;
    }

    @Override
    public void cast(String text) throws Exception {
      if (confirmed == null) {
        confirmed = connection.createChannel();
        confirmed.confirmSelect();
      }
      confirmed.basicPublish(
          Brokers.EXCHANGE, topic, CAST_PROPERTIES, OsloEnvelope.wrap(message(text, null)));
      confirmed.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    }

    @Override
    public void castMany(String text, int count) throws Exception {
      if (casts == null) {
        casts = new WindowedCasts(connection.createChannel(), UNCONFIRMED_CASTS);
      }
      for (int i = 0; i < count; i++) {
        casts.publish(topic, CAST_PROPERTIES, OsloEnvelope.wrap(message(text, null)));
      }
    }

    private Map<String, Object> message(String text, String msgId) {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("method", "echo");
      message.put("args", Map.of("text", text));
      if (msgId != null) {
        message.put("_msg_id", msgId);
        message.put("_reply_q", replyQueue);
        message.put("_timeout", null);
      }
      message.put("_unique_id", Brokers.newId());
      return message;
    }

    @Override
    public void close() {
      if (casts != null) {
        casts.close(); // the channel for calls is shared
      }
      if (confirmed != null) {
        closeConfirmed();
      }
    }

    private void closeConfirmed() {
      try {
        confirmed.close();
      } catch (IOException | TimeoutException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
