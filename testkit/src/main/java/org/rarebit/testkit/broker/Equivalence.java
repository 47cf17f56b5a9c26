package org.rarebit.testkit.broker;

import com.rabbitmq.client.LongString;
import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The check of a repeated declaration against what exists, in RabbitMQ's words
 * (rabbit_misc:assert_field_equivalence and assert_args_equivalence).
 */
final class Equivalence {
  static final String ALTERNATE_EXCHANGE = "alternate-exchange";

  private Equivalence() {}

  /**
   * @param described what is declared, for example {@code queue 'x' in vhost '/'}
   */
  static void require(String field, String described, Object current, Object received) {
    if (!current.equals(received)) {
      throw AmqpException.preconditionFailed(
          "inequivalent arg '%s' for %s: received '%s' but current is '%s'"
              .formatted(field, described, received, current));
    }
  }

  static void requireArgument(
      String name, String described, Map<String, Object> current, Map<String, Object> received) {
    Object one = current.get(name);
    Object other = received.get(name);
    if (isSame(one, other)) {
      return;
    }
    if (one != null && other != null) {
      require(name, described, one, other);
    }
    throw AmqpException.preconditionFailed(
        "inequivalent arg '%s' for %s: received %s but current is %s"
            .formatted(name, described, describe(other), describe(one)));
  }

  // numbers are compared by value: Python sends 32 bits where Java sends 64
  private static boolean isSame(Object one, Object other) {
    if (isInteger(one) && isInteger(other)) {
      return ((Number) one).longValue() == ((Number) other).longValue();
    }
    return Objects.deepEquals(one, other);
  }

  static boolean isInteger(Object value) {
    return value instanceof Byte
        || value instanceof Short
        || value instanceof Integer
        || value instanceof Long;
  }

  private static String describe(Object value) {
    return value == null ? "none" : "the value '" + value + "' of type '" + typeOf(value) + "'";
  }

  /** RabbitMQ's name for the type of a table's value. */
  static String typeOf(Object value) {
    if (value instanceof LongString || value instanceof String) {
      return "longstr";
    } else if (value instanceof Byte) {
      return "byte";
    } else if (value instanceof Short) {
      return "short";
    } else if (value instanceof Integer) {
      return "signedint";
    } else if (value instanceof Long) {
      return "long";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Float) {
      return "float";
    } else if (value instanceof Double) {
      return "double";
    } else if (value instanceof BigDecimal) {
      return "decimal";
    } else if (value instanceof Date) {
      return "timestamp";
    } else if (value instanceof List) {
      return "array";
    } else if (value instanceof Map) {
      return "table";
    }
    return value == null ? "void" : "binary";
  }
}
