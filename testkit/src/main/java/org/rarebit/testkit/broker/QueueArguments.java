package org.rarebit.testkit.broker;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The optional arguments of a queue, checked.
 *
 * @param raw as they came, for comparison with a repeated declaration
 * @param type x-queue-type
 * @param expiresMillis x-expires; null: the queue does not expire
 * @param messageTtlMillis x-message-ttl; null: messages do not expire
 * @param maxLength x-max-length in ready messages; null: unbounded
 * @param maxLengthBytes x-max-length-bytes in bytes of ready bodies; null: unbounded
 * @param overflow what becomes of a message too many
 * @param deadLetterExchange x-dead-letter-exchange; null: dropped messages are lost
 * @param deadLetterRoutingKey x-dead-letter-routing-key; null: the message's own keys
 * @param maxPriority x-max-priority; 0: no priorities
 * @param deliveryLimit x-delivery-limit, how often a message may come back; null: for ever
 * @param singleActiveConsumer x-single-active-consumer
 */
record QueueArguments(
    Map<String, Object> raw,
    QueueType type,
    Long expiresMillis,
    Long messageTtlMillis,
    Long maxLength,
    Long maxLengthBytes,
    Overflow overflow,
    String deadLetterExchange,
    String deadLetterRoutingKey,
    int maxPriority,
    Long deliveryLimit,
    boolean singleActiveConsumer) {

  /** What a full queue does: x-overflow. */
  enum Overflow {
    DROP_HEAD,
    REJECT_PUBLISH,
    REJECT_PUBLISH_DLX
  }

  private static final String TYPE = "x-queue-type";
  private static final String MAX_PRIORITY = "x-max-priority";

  /** The arguments in which a repeated declaration must agree, in the order of comparison. */
  private static final List<String> COMPARED =
      List.of(
          "x-expires",
          "x-message-ttl",
          "x-dead-letter-exchange",
          "x-dead-letter-routing-key",
          "x-dead-letter-strategy",
          "x-max-length",
          "x-max-length-bytes",
          "x-max-in-memory-length",
          "x-max-in-memory-bytes",
          MAX_PRIORITY,
          "x-overflow",
          "x-queue-mode",
          "x-single-active-consumer",
          "x-delivery-limit",
          "x-max-age",
          TYPE);

  /**
   * Reads and checks arguments.
   *
   * @throws AmqpException 406 for a value that RabbitMQ would refuse
   */
  static QueueArguments parse(Map<String, Object> raw, String described) {
    ArgumentReader in = new ArgumentReader(raw, described);
    QueueType type = type(in);
    String deadLetterExchange = ArgumentReader.exchange(raw, "x-dead-letter-exchange", described);
    String deadLetterRoutingKey = in.text("x-dead-letter-routing-key");
    if (deadLetterRoutingKey != null && deadLetterExchange == null) {
      throw in.invalid("x-dead-letter-routing-key", "routing_key_but_no_dlx_defined");
    }
    QueueArguments arguments =
        new QueueArguments(
            raw,
            type,
            in.expiry(),
            in.duration("x-message-ttl"),
            in.notNegative("x-max-length"),
            in.notNegative("x-max-length-bytes"),
            overflow(in),
            deadLetterExchange,
            deadLetterRoutingKey,
            maxPriority(in),
            in.notNegative("x-delivery-limit"),
            in.flag("x-single-active-consumer"));
    type.requireSupported(raw.keySet(), described);
    return arguments;
  }

  private static QueueType type(ArgumentReader in) {
    String name = Objects.requireNonNullElse(in.text(TYPE), "classic");
    return QueueType.named(name)
        .orElseThrow(() -> in.invalid(TYPE, "\"unsupported queue type '" + name + "'\""));
  }

  private static Overflow overflow(ArgumentReader in) {
    return switch (Objects.requireNonNullElse(in.text("x-overflow"), "drop-head")) {
      case "drop-head" -> Overflow.DROP_HEAD;
      case "reject-publish" -> Overflow.REJECT_PUBLISH;
      case "reject-publish-dlx" -> Overflow.REJECT_PUBLISH_DLX;
      default -> throw in.invalid("x-overflow", "invalid_overflow");
    };
  }

  private static int maxPriority(ArgumentReader in) {
    Long maxPriority = in.notNegative(MAX_PRIORITY);
    if (maxPriority != null && maxPriority > 255) {
      throw in.invalid(MAX_PRIORITY, "{max_value_exceeded," + maxPriority + "}");
    }
    return maxPriority == null ? 0 : maxPriority.intValue();
  }

  void requireEquivalent(Map<String, Object> received, String described) {
    for (String name : COMPARED) {
      // a classic queue may be called so or not
      boolean bothClassic =
          name.equals(TYPE)
              && type == QueueType.CLASSIC
              && Objects.toString(received.get(TYPE), "classic").equals("classic");
      if (!bothClassic) {
        Equivalence.requireArgument(name, described, raw, received);
      }
    }
  }
}
