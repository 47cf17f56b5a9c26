package org.rarebit.testkit.broker;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The optional arguments of a queue, checked.
 *
 * @param raw as they came, for comparison with a repeated declaration
 * @param expiresMillis x-expires; null: the queue does not expire
 * @param messageTtlMillis x-message-ttl; null: messages do not expire
 * @param maxLength x-max-length in ready messages; null: unbounded
 * @param maxLengthBytes x-max-length-bytes in bytes of ready bodies; null: unbounded
 * @param overflow what becomes of a message too many
 * @param deadLetterExchange x-dead-letter-exchange; null: dropped messages are lost
 * @param deadLetterRoutingKey x-dead-letter-routing-key; null: the message's own keys
 * @param maxPriority x-max-priority; 0: no priorities
 * @param quorum whether x-queue-type is quorum
 * @param deliveryLimit x-delivery-limit, how often a message may come back; null: for ever
 * @param singleActiveConsumer x-single-active-consumer
 */
record QueueArguments(
    Map<String, Object> raw,
    Long expiresMillis,
    Long messageTtlMillis,
    Long maxLength,
    Long maxLengthBytes,
    Overflow overflow,
    String deadLetterExchange,
    String deadLetterRoutingKey,
    int maxPriority,
    boolean quorum,
    Long deliveryLimit,
    boolean singleActiveConsumer) {

  /** What a full queue does: x-overflow. */
  enum Overflow {
    DROP_HEAD,
    REJECT_PUBLISH,
    REJECT_PUBLISH_DLX;

    static Overflow of(String value, ArgumentReader arguments) {
      return switch (Objects.requireNonNullElse(value, "drop-head")) {
        case "drop-head" -> DROP_HEAD;
        case "reject-publish" -> REJECT_PUBLISH;
        case "reject-publish-dlx" -> REJECT_PUBLISH_DLX;
        default ->
            throw arguments.invalid("x-overflow", "{invalid_overflow,<<\"" + value + "\">>}");
      };
    }
  }

  /** The arguments in which a repeated declaration must agree. */
  private static final Set<String> COMPARED =
      Set.of(
          "x-expires",
          "x-message-ttl",
          "x-max-length",
          "x-max-length-bytes",
          "x-overflow",
          "x-dead-letter-exchange",
          "x-dead-letter-routing-key",
          "x-dead-letter-strategy",
          "x-max-priority",
          "x-queue-type",
          "x-delivery-limit",
          "x-single-active-consumer",
          "x-queue-mode",
          "x-max-in-memory-length",
          "x-max-in-memory-bytes");

  /**
   * Reads and checks arguments.
   *
   * @throws AmqpException 406 for a value that RabbitMQ would refuse
   */
  static QueueArguments parse(Map<String, Object> raw, String described) {
    ArgumentReader in = new ArgumentReader(raw, described);
    String exchange = in.text("x-dead-letter-exchange");
    String routingKey = in.text("x-dead-letter-routing-key");
    if (routingKey != null && exchange == null) {
      throw in.invalid("x-dead-letter-routing-key", "routing_key_but_no_dlx_defined");
    }
    String type = Objects.requireNonNullElse(in.text("x-queue-type"), "classic");
    Set<String> types = Set.of("classic", "quorum", "stream");
    if (!types.contains(type)) {
      throw in.invalid("x-queue-type", "unsupported queue type '" + type + "'");
    }
    Long maxPriority = in.notNegative("x-max-priority");
    if (maxPriority != null && maxPriority > 255) {
      throw in.invalid("x-max-priority", "{max_value_exceeded," + maxPriority + "}");
    }
    return new QueueArguments(
        raw,
        in.positive("x-expires"),
        in.notNegative("x-message-ttl"),
        in.notNegative("x-max-length"),
        in.notNegative("x-max-length-bytes"),
        Overflow.of(in.text("x-overflow"), in),
        exchange,
        routingKey,
        maxPriority == null ? 0 : maxPriority.intValue(),
        type.equals("quorum"),
        in.notNegative("x-delivery-limit"),
        in.flag("x-single-active-consumer"));
  }

  void requireEquivalent(Map<String, Object> received, String described) {
    for (String name : COMPARED) {
      Equivalence.requireArgument(name, described, raw, received);
    }
  }
}
