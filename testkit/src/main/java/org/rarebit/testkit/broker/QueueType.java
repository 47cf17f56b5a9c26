package org.rarebit.testkit.broker;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The queue types of RabbitMQ, as far as they differ here: in what may be declared. Otherwise all
 * behave like a classic queue.
 */
enum QueueType {
  CLASSIC(
      Set.of(
          "x-delivery-limit",
          "x-dead-letter-strategy",
          "x-max-in-memory-length",
          "x-max-in-memory-bytes",
          "x-quorum-initial-group-size",
          "x-max-age",
          "x-stream-max-segment-size-bytes",
          "x-initial-cluster-size")),
  QUORUM(
      Set.of(
          "x-max-priority",
          "x-queue-mode",
          "x-max-age",
          "x-stream-max-segment-size-bytes",
          "x-initial-cluster-size")),
  STREAM(
      Set.of(
          "x-delivery-limit",
          "x-dead-letter-exchange",
          "x-dead-letter-routing-key",
          "x-dead-letter-strategy",
          "x-expires",
          "x-max-in-memory-length",
          "x-max-in-memory-bytes",
          "x-max-length",
          "x-max-priority",
          "x-message-ttl",
          "x-overflow",
          "x-queue-mode",
          "x-quorum-initial-group-size",
          "x-single-active-consumer"));

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> unsupported;

  QueueType(Set<String> unsupported) {
    this.unsupported = unsupported;
  }

  static Optional<QueueType> named(String name) {
    for (QueueType type : values()) {
      if (type.wireName().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Refuses arguments that make no sense for this type. */
  void requireSupported(Set<String> arguments, String described) {
    for (String argument : arguments) {
      if (unsupported.contains(argument)) {
        throw AmqpException.preconditionFailed(
            "invalid arg '%s' for %s of queue type rabbit_%s_queue"
                .formatted(argument, described, wireName()));
      }
    }
  }

  /** Refuses properties that this type does not have: all but classic queues are there to stay. */
  void requireSupported(boolean durable, boolean exclusive, boolean autoDelete, String described) {
    if (this == CLASSIC) {
      return;
    }
    if (autoDelete) {
      throw invalidProperty("auto-delete", described);
    } else if (exclusive) {
      throw invalidProperty("exclusive-owner", described);
    } else if (!durable) {
      throw invalidProperty("non-durable", described);
    }
  }

  private static AmqpException invalidProperty(String property, String described) {
    return AmqpException.preconditionFailed(
        "invalid property '%s' for %s".formatted(property, described));
  }
}
