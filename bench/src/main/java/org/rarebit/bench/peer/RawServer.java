package org.rarebit.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves by hand: one consumer that acknowledges at receipt, four workers that reply on channels of
 * their own.
 */
final class RawServer implements AnsweringSide {

  private static final int WORKERS = 4;

  private static final BasicProperties PROPERTIES =
      new BasicProperties.Builder()
          .contentType("application/json")
          .contentEncoding("utf-8")
          .deliveryMode(2)
          .priority(0)
          .build();

  private final Connection connection;
  private final Channel consumer;
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);

  @SuppressWarnings("ThreadLocalUsage") // one server, and its own threads
  private final ThreadLocal<Channel> replyChannel = ThreadLocal.withInitial(this::newChannel);

  RawServer(String url, String topic) throws Exception {
    connection = Brokers.connect(url);
    consumer = connection.createChannel();
    serve(List.of(topic));
  }

  @Override
  public void serve(List<String> topics) throws IOException {
    for (String topic : topics) {
      Brokers.declare(consumer, topic);
      consumer.basicConsume(
          topic,
          true,
          (tag, delivery) -> workers.execute(() -> answer(delivery.getBody())),
          tag -> {});
    }
  }

  private void answer(byte[] body) {
    try {
      JsonNode request = OsloEnvelope.unwrap(body);
      Map<String, Object> reply = new LinkedHashMap<>();
      reply.put("result", request.path("args").path("text").textValue());
      reply.put("failure", null);
      reply.put("ending", true);
      reply.put("_msg_id", request.path("_msg_id").textValue());
      reply.put("_unique_id", Brokers.newId());
      replyChannel
          .get()
          .basicPublish(
              "", request.path("_reply_q").textValue(), PROPERTIES, OsloEnvelope.wrap(reply));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Channel newChannel() {
    try {
      return connection.createChannel();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    workers.shutdown();
    connection.close();
  }
}
