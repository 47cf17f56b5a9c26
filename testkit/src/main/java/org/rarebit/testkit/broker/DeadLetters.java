package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.LongStringHelper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a message becomes when a queue drops it to its dead-letter exchange: pure functions. */
final class DeadLetters {
  /** Why a queue dropped a message; the names are those of the x-death header. */
  enum Reason {
    REJECTED("rejected"),
    EXPIRED("expired"),
    MAXLEN("maxlen"),
    DELIVERY_LIMIT("delivery_limit");

    private final String wireName;

    Reason(String wireName) {
      this.wireName = wireName;
    }
  }

  private static final String X_DEATH = "x-death";

  private DeadLetters() {}

  /**
   * The message as it leaves for the dead-letter exchange: with one more entry in x-death (or a
   * higher count in the one for this queue and reason) and without expiration, so that it does not
   * expire again where it arrives.
   *
   * @param routingKey null to keep the message's own
   * @param version which headers there are
   */
  static Message letter(
      Message message,
      Reason reason,
      String queue,
      String exchange,
      String routingKey,
      RabbitMqVersion version) {
    if (message.isOpaque()) {
      return message
          .withHeader(X_DEATH, deathsWith(message, reason, queue))
          .routedTo(exchange, routingKey == null ? message.routingKey() : routingKey);
    }
    Map<String, Object> headers = new LinkedHashMap<>(message.headers());
    if (routingKey != null) {
      headers.remove("CC");
    }
    headers.put(X_DEATH, deathsWith(message, reason, queue));
    headers.putIfAbsent("x-first-death-exchange", message.exchange());
    headers.putIfAbsent("x-first-death-queue", queue);
    headers.putIfAbsent("x-first-death-reason", reason.wireName);
    if (version.isAtLeast(RabbitMqVersion.V4_0)) {
      headers.put("x-last-death-exchange", message.exchange());
      headers.put("x-last-death-queue", queue);
      headers.put("x-last-death-reason", reason.wireName);
    }
    BasicProperties properties =
        message.properties().builder().headers(headers).expiration(null).build();
    return message
        .with(properties)
        .routedTo(exchange, routingKey == null ? message.routingKey() : routingKey);
  }

  private static List<Object> deathsWith(Message message, Reason reason, String queue) {
    long count = 1;
    List<Object> deaths = new ArrayList<>(deaths(message));
    for (int i = 0; i < deaths.size(); i++) {
      if (isDeath(deaths.get(i), queue, reason)) {
        Map<?, ?> same = (Map<?, ?>) deaths.remove(i);
        count += same.get("count") instanceof Number earlier ? earlier.longValue() : 0;
        break;
      }
    }
    deaths.add(0, death(message, reason, queue, count));
    return deaths;
  }

  private static Map<String, Object> death(
      Message message, Reason reason, String queue, long count) {
    List<String> keys = new ArrayList<>(List.of(message.routingKey()));
    keys.addAll(message.keysOfHeader("CC"));
    Map<String, Object> death = new LinkedHashMap<>();
    death.put("count", count);
    death.put("reason", reason.wireName);
    death.put("queue", queue);
    death.put("time", Date.from(Instant.now()));
    death.put("exchange", message.exchange());
    death.put("routing-keys", keys);
    if (message.properties().getExpiration() != null) {
      death.put("original-expiration", message.properties().getExpiration());
    }
    return death;
  }

  /**
   * Whether the message has been in this queue before and came round without anyone rejecting it:
   * then it would go round for ever, and is dropped instead.
   */
  static boolean isCycle(Message letter, String queue) {
    boolean seen = false;
    for (Object death : deaths(letter)) {
      if (isText(death, "reason", Reason.REJECTED.wireName)) {
        return false;
      }
      if (isText(death, "queue", queue)) {
        seen = true;
        break;
      }
    }
    return seen;
  }

  private static List<?> deaths(Message message) {
    return message.headers().get(X_DEATH) instanceof List<?> deaths ? deaths : List.of();
  }

  private static boolean isDeath(Object death, String queue, Reason reason) {
    return isText(death, "queue", queue) && isText(death, "reason", reason.wireName);
  }

  // a text is a String in a header of our own making, a LongString in one that was read
  private static boolean isText(Object death, String field, String text) {
    return death instanceof Map<?, ?> table
        && (text.equals(table.get(field))
            || LongStringHelper.asLongString(text).equals(table.get(field)));
  }
}
