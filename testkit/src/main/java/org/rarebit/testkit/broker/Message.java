package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A published message. Immutable: the arrays are shared by all queues and must not be written to.
 *
 * <p>The content header is kept as it came, so that the types of header values which Java does not
 * tell apart (an unsigned and a signed integer, say) reach the consumer unchanged.
 */
final class Message {
  private static final int PERSISTENT = 2;

  private final String exchange;
  private final String routingKey;
  private final BasicProperties properties;
  private final byte[] encodedHeader;
  private final byte[] body;

  Message(
      String exchange,
      String routingKey,
      BasicProperties properties,
      byte[] encodedHeader,
      byte[] body) {
    this.exchange = exchange;
    this.routingKey = routingKey;
    this.properties = properties;
    this.encodedHeader = encodedHeader;
    this.body = body;
  }

  private static byte[] encode(BasicProperties properties, int bodySize) {
    try {
      return properties.toFrame(0, bodySize).getPayload();
    } catch (IOException e) {
      throw new UncheckedIOException("Message properties cannot be encoded: " + properties, e);
    }
  }

  String exchange() {
    return exchange;
  }

  String routingKey() {
    return routingKey;
  }

  BasicProperties properties() {
    return properties;
  }

  byte[] encodedHeader() {
    return encodedHeader;
  }

  byte[] body() {
    return body;
  }

  long size() {
    return (long) encodedHeader.length + body.length;
  }

  boolean isPersistent() {
    Integer mode = properties.getDeliveryMode();
    return mode != null && mode == PERSISTENT;
  }

  int priority() {
    Integer priority = properties.getPriority();
    return priority == null ? 0 : priority;
  }

  Map<String, Object> headers() {
    Map<String, Object> headers = properties.getHeaders();
    return headers == null ? Map.of() : headers;
  }

  /**
   * The routing key and those of the CC and BCC headers (RabbitMQ's sender-selected distribution).
   */
  List<String> routingKeys() {
    List<String> keys = new ArrayList<>();
    keys.add(routingKey);
    keys.addAll(keysOfHeader("CC"));
    keys.addAll(keysOfHeader("BCC"));
    return keys;
  }

  List<String> keysOfHeader(String name) {
    List<String> keys = new ArrayList<>();
    if (headers().get(name) instanceof List<?> values) {
      for (Object value : values) {
        if (value instanceof LongString) {
          keys.add(value.toString());
        }
      }
    }
    return keys;
  }

  /** This message for another exchange and key. */
  Message routedTo(String newExchange, String newRoutingKey) {
    return new Message(newExchange, newRoutingKey, properties, encodedHeader, body);
  }

  Message with(BasicProperties newProperties) {
    return new Message(
        exchange, routingKey, newProperties, encode(newProperties, body.length), body);
  }

  /** Whether there are headers that can be handed on only. */
  boolean isOpaque() {
    return properties.getHeaders() == null && OpaqueHeader.hasTable(encodedHeader);
  }

  Message withHeader(String name, Object value) {
    if (isOpaque()) {
      byte[] longer = OpaqueHeader.with(Map.of(name, value), encodedHeader);
      return new Message(exchange, routingKey, properties, longer, body);
    }
    Map<String, Object> headers = new LinkedHashMap<>(headers());
    headers.put(name, value);
    return with(properties.builder().headers(headers).build());
  }

  Message withoutHeader(String name) {
    if (!headers().containsKey(name)) {
      return this;
    }
    Map<String, Object> headers = new LinkedHashMap<>(headers());
    headers.remove(name);
    return with(properties.builder().headers(headers).build());
  }
}
