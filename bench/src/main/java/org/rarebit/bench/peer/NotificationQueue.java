package org.rarebit.bench.peer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The queue that is drained: notifications of a size and shape as compute services send them. Each
 * topic has an exchange of its own, of the same name: beans of one exchange are one server.
 */
public final class NotificationQueue {

  /** The topic of the notifications. */
  public static final String TOPIC = "rarebit_bench_notifications";

  private static final int CONFIRMED_AT_ONCE = 1000;
  private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private static final BasicProperties PROPERTIES =
      new BasicProperties.Builder()
          .contentType("application/json")
          .contentEncoding("utf-8")
          .deliveryMode(2)
          .priority(0)
          .build();

  private NotificationQueue() {}

  static String name(String topic) {
    return topic + ".info";
  }

  /**
   * Puts notifications into the queue of a topic.
   *
   * @param url the broker
   * @param topic which
   * @param count how many
   * @throws Exception if the broker does not take them
   */
  public static void fill(String url, String topic, int count) throws Exception {
    String name = name(topic);
    try (Connection connection = Brokers.connect(url);
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare(topic, "topic", false, false, Map.of());
      channel.queueDeclare(name, false, false, false, Map.of());
      channel.queueBind(name, topic, name);
      channel.queuePurge(name);
      channel.confirmSelect();
      for (int i = 1; i <= count; i++) {
        channel.basicPublish(topic, name, PROPERTIES, OsloEnvelope.wrap(message(i)));
        if (i % CONFIRMED_AT_ONCE == 0) {
          channel.waitForConfirmsOrDie(PATIENCE_MILLIS);
        }
      }
      channel.waitForConfirmsOrDie(PATIENCE_MILLIS);
    }
  }

  private static Map<String, Object> message(int number) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("message_id", UUID.randomUUID().toString());
    message.put("publisher_id", "compute.host1");
    message.put("event_type", "compute.instance.update");
    message.put("priority", "INFO");
    message.put(
        "payload",
        Map.of(
            "instance_id",
            UUID.randomUUID().toString(),
            "tenant_id",
            "6f70656e737461636b20342065766572",
            "display_name",
            "instance " + number,
            "state",
            "active",
            "memory_mb",
            512,
            "vcpus",
            1,
            "host",
            "compute",
            "launched_at",
            "2012-10-29T13:42:11.000000"));
    message.put(
        "timestamp",
        LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC).toString().replace('T', ' '));
    message.put("_unique_id", Brokers.newId());
    message.put("_context_user_id", "fake");
    message.put("_context_project_id", "6f70656e737461636b20342065766572");
    message.put("_context_request_id", "req-" + UUID.randomUUID());
    return message;
  }

  /**
   * Checks that all were acknowledged.
   *
   * @param url the broker
   * @param topic whose queue
   * @throws IllegalStateException if some are left
   * @throws Exception if the broker refuses
   */
  public static void requireEmpty(String url, String topic) throws Exception {
    try (Connection connection = Brokers.connect(url);
        Channel channel = connection.createChannel()) {
      long left = channel.messageCount(name(topic));
      if (left > 0) {
        throw new IllegalStateException(left + " notifications were not acknowledged.");
      }
    }
  }

  /**
   * Deletes the queues of the topics and their exchanges.
   *
   * @param url the broker
   * @param topics whose
   * @throws Exception if the broker refuses
   */
  public static void delete(String url, Collection<String> topics) throws Exception {
    try (Connection connection = Brokers.connect(url);
        Channel channel = connection.createChannel()) {
      for (String topic : topics) {
        channel.queueDelete(name(topic));
        channel.exchangeDelete(topic);
      }
    }
  }
}
