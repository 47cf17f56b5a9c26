package org.rarebit.testkit.broker;

import com.rabbitmq.client.LongString;
import java.util.Map;
import java.util.Objects;

/** Takes typed values from the arguments of a queue; says what is wrong as RabbitMQ does. */
final class ArgumentReader {
  private static final long LONGEST_TIME_MILLIS = 0xFFFF_FFFFL;

  private final Map<String, Object> arguments;
  private final String described;

  ArgumentReader(Map<String, Object> arguments, String described) {
    this.arguments = arguments;
    this.described = described;
  }

  /** The name of an exchange, or null if the argument is absent; of a queue's or an exchange's. */
  static String exchange(Map<String, Object> arguments, String name, String described) {
    Object value = arguments.get(name);
    if (value != null && !(value instanceof LongString)) {
      throw AmqpException.preconditionFailed(
          "invalid type '%s' for arg '%s' in %s"
              .formatted(Equivalence.typeOf(value), name, described));
    }
    return Objects.toString(value, null);
  }

  /** The text, or null if the argument is absent. */
  String text(String name) {
    Object value = arguments.get(name);
    if (value != null && !(value instanceof LongString)) {
      throw unacceptableType(name, value);
    }
    return Objects.toString(value, null);
  }

  boolean flag(String name) {
    Object value = arguments.get(name);
    if (value != null && !(value instanceof Boolean)) {
      throw unacceptableType(name, value);
    }
    return Boolean.TRUE.equals(value);
  }

  /** The number, or null if the argument is absent. */
  Long notNegative(String name) {
    Object value = arguments.get(name);
    if (value == null) {
      return null;
    }
    if (!Equivalence.isInteger(value)) {
      throw invalid(name, "\"expected integer, got " + Equivalence.typeOf(value) + "\"");
    }
    long number = ((Number) value).longValue();
    if (number < 0) {
      throw invalid(name, "{value_negative," + number + "}");
    }
    return number;
  }

  /** A time in milliseconds, or null if the argument is absent. */
  Long duration(String name) {
    Long millis = notNegative(name);
    if (millis != null && millis > LONGEST_TIME_MILLIS) {
      throw invalid(name, "{value_too_large," + millis + "}");
    }
    return millis;
  }

  /** x-expires in milliseconds, or null if the argument is absent. */
  Long expiry() {
    Long millis = duration("x-expires");
    if (millis != null && millis == 0) {
      throw invalid("x-expires", "{value_zero,0}");
    }
    return millis;
  }

  private AmqpException unacceptableType(String name, Object value) {
    return invalid(name, "{unacceptable_type," + Equivalence.typeOf(value) + "}");
  }

  AmqpException invalid(String name, String reason) {
    return AmqpException.preconditionFailed(
        "invalid arg '%s' for %s: %s".formatted(name, described, reason));
  }
}
