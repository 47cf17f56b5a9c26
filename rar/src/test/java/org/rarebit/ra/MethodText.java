package org.rarebit.ra;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQBasicProperties;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.Method;
import java.util.Map;
import java.util.TreeMap;

/**
 * AMQP methods as text, the same for one that was sent and one that was captured: with what a peer
 * can see, without consumer tags, and with HEX and MILLIS for what is another one each time.
 */
final class MethodText {

  private MethodText() {}

  /** A method that was sent; null if it changes nothing that a peer can see. */
  static String of(Method method) {
    if (method instanceof AMQP.Exchange.Declare m) {
      return exchangeDeclare(
          m.getExchange(), m.getType(), m.getPassive(), m.getDurable(), m.getAutoDelete());
    } else if (method instanceof AMQP.Queue.Declare m) {
      return queueDeclare(
          m.getQueue(),
          m.getPassive(),
          m.getDurable(),
          m.getExclusive(),
          m.getAutoDelete(),
          m.getArguments());
    } else if (method instanceof AMQP.Queue.Bind m) {
      return bind(m.getQueue(), m.getExchange(), m.getRoutingKey());
    } else if (method instanceof AMQP.Queue.Delete m) {
      return "Queue.Delete " + neutral(m.getQueue());
    } else if (method instanceof AMQP.Exchange.Delete m) {
      return "Exchange.Delete " + m.getExchange();
    } else if (method instanceof AMQP.Basic.Consume m) {
      return consume(m.getQueue(), m.getNoAck(), m.getExclusive());
    } else if (method instanceof AMQP.Basic.Publish m) {
      return publish(m.getExchange(), m.getRoutingKey(), m.getMandatory(), m.getImmediate());
    }
    return null;
  }

  /** The properties of a message that was sent. */
  static String of(AMQContentHeader header) {
    AMQP.BasicProperties p = (AMQP.BasicProperties) (AMQBasicProperties) header;
    Map<String, Object> present = new TreeMap<>();
    put(present, "content_type", p.getContentType());
    put(present, "content_encoding", p.getContentEncoding());
    put(present, "application_headers", p.getHeaders());
    put(present, "delivery_mode", p.getDeliveryMode());
    put(present, "priority", p.getPriority());
    put(present, "correlation_id", p.getCorrelationId());
    put(present, "reply_to", p.getReplyTo());
    put(present, "expiration", p.getExpiration() == null ? null : "MILLIS");
    put(present, "message_id", p.getMessageId());
    put(present, "timestamp", p.getTimestamp());
    put(present, "type", p.getType());
    put(present, "user_id", p.getUserId());
    put(present, "app_id", p.getAppId());
    return present.toString();
  }

  /** A method that was captured; null if it changes nothing that a peer can see. */
  static String of(JsonNode captured) {
    JsonNode args = captured.path("args");
    return switch (captured.get("method").textValue()) {
      case "Exchange.Declare" ->
          exchangeDeclare(
              args.get("exchange").textValue(),
              args.get("type").textValue(),
              args.get("passive").booleanValue(),
              args.get("durable").booleanValue(),
              args.get("auto_delete").booleanValue());
      case "Queue.Declare" ->
          queueDeclare(
              args.get("queue").textValue(),
              args.get("passive").booleanValue(),
              args.get("durable").booleanValue(),
              args.get("exclusive").booleanValue(),
              args.get("auto_delete").booleanValue(),
              map(args.get("arguments")));
      case "Queue.Bind" ->
          bind(
              args.get("queue").textValue(),
              args.get("exchange").textValue(),
              args.get("routing_key").textValue());
      case "Queue.Delete" -> "Queue.Delete " + neutral(args.get("queue").textValue());
      case "Basic.Consume" ->
          consume(
              args.get("queue").textValue(),
              args.get("no_ack").booleanValue(),
              args.get("exclusive").booleanValue());
      case "Basic.Publish" ->
          publish(
                  args.get("exchange").textValue(),
                  args.get("routing_key").textValue(),
                  args.get("mandatory").booleanValue(),
                  args.get("immediate").booleanValue())
              + " "
              + properties(captured.get("properties"));
      default -> null;
    };
  }

  private static String properties(JsonNode captured) {
    Map<String, Object> present = map(captured);
    present.computeIfPresent("expiration", (name, millis) -> "MILLIS");
    return present.toString();
  }

  private static Map<String, Object> map(JsonNode object) {
    Map<String, Object> values = new TreeMap<>();
    object
        .properties()
        .forEach(
            field ->
                values.put(
                    field.getKey(),
                    field.getValue().isObject()
                        ? map(field.getValue())
                        : field.getValue().asText()));
    return values;
  }

  private static String exchangeDeclare(
      String exchange, String type, boolean passive, boolean durable, boolean autoDelete) {
    return "Exchange.Declare "
        + exchange
        + " "
        + type
        + flag(passive, "passive")
        + flag(durable, "durable")
        + flag(autoDelete, "auto-delete");
  }

  private static String queueDeclare(
      String queue,
      boolean passive,
      boolean durable,
      boolean exclusive,
      boolean autoDelete,
      Map<String, Object> arguments) {
    return "Queue.Declare "
        + neutral(queue)
        + flag(passive, "passive")
        + flag(durable, "durable")
        + flag(exclusive, "exclusive")
        + flag(autoDelete, "auto-delete")
        + " "
        + new TreeMap<>(arguments);
  }

  private static String bind(String queue, String exchange, String routingKey) {
    return "Queue.Bind " + neutral(queue) + " to " + exchange + " with " + routingKey;
  }

  private static String consume(String queue, boolean noAck, boolean exclusive) {
    return "Basic.Consume " + neutral(queue) + flag(noAck, "no-ack") + flag(exclusive, "exclusive");
  }

  private static String publish(
      String exchange, String routingKey, boolean mandatory, boolean immediate) {
    return "Basic.Publish to \""
        + exchange
        + "\" with "
        + neutral(routingKey)
        + flag(mandatory, "mandatory")
        + flag(immediate, "immediate");
  }

  private static String neutral(String name) {
    return name.replaceAll("[0-9a-f]{32}", "HEX");
  }

  private static String flag(boolean value, String text) {
    return value ? " " + text : "";
  }

  private static void put(Map<String, Object> properties, String name, Object value) {
    if (value != null) {
      properties.put(name, value);
    }
  }
}
