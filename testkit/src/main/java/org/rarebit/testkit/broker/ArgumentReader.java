package org.rarebit.testkit.broker;

import com.rabbitmq.client.LongString;
import java.util.Map;

/** Takes typed values from the arguments of a queue; says what is wrong as RabbitMQ does. */
final class ArgumentReader {
  private final Map<String, Object> arguments;
  private final String described;

  ArgumentReader(Map<String, Object> arguments, String described) {
    this.arguments = arguments;
    this.described = described;
  }

  /** The text, or null if the argument is absent. */
  String text(String name) {
    Object value = arguments.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof LongString)) {
      throw unacceptableType(name, value);
    }
    return value.toString();
  }

  boolean flag(String name) {
    Object value = arguments.get(name);
    if (value == null) {
      return false;
    }
    if (!(value instanceof Boolean flag)) {
      throw unacceptableType(name, value);
    }
    return flag;
  }

  /** The number, or null if the argument is absent. */
  Long notNegative(String name) {
    Object value = arguments.get(name);
    if (value == null) {
      return null;
    }
    if (!Equivalence.isInteger(value)) {
      throw unacceptableType(name, value);
    }
    long number = ((Number) value).longValue();
    if (number < 0) {
      throw invalid(name, "{value_negative," + number + "}");
    }
    return number;
  }

  Long positive(String name) {
    Long number = notNegative(name);
    if (number != null && number == 0) {
      throw invalid(name, "{value_zero,0}");
    }
    return number;
  }

  private AmqpException unacceptableType(String name, Object value) {
    return invalid(name, "{unacceptable_type," + Equivalence.typeOf(value) + "}");
  }

  AmqpException invalid(String name, String reason) {
    return AmqpException.preconditionFailed(
        "invalid arg '%s' for %s: %s".formatted(name, described, reason));
  }
}
