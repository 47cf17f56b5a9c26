package org.rarebit.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is still healthy. The table of docs/health.md has the keys.
 *
 * @param patience how long something may be down before that counts
 * @param activations how many there must be at least
 * @param undelivered how many messages may not leave, within {@code undeliveredWindow}
 * @param undeliveredWindow how long one of them counts
 * @param pausedIsReady whether a bean that an operator has paused is as it should be
 * @param blockedIsReady whether a broker that takes no messages is as it should be
 * @param stuckAfter how long beans may work without one of them coming to an end; zero: forever
 */
record Thresholds(
    Duration patience,
    long activations,
    long undelivered,
    Duration undeliveredWindow,
    boolean pausedIsReady,
    boolean blockedIsReady,
    Duration stuckAfter) {

  static final String PATIENCE = "rarebit.health.patience-millis";
  static final String ACTIVATIONS = "rarebit.health.activations";
  static final String UNDELIVERED = "rarebit.health.undelivered";
  static final String UNDELIVERED_WINDOW = "rarebit.health.undelivered-window-millis";
  static final String PAUSED_IS_READY = "rarebit.health.paused-is-ready";
  static final String BLOCKED_IS_READY = "rarebit.health.blocked-is-ready";
  static final String STUCK_AFTER = "rarebit.health.stuck-after-millis";

  /**
   * As the configuration says.
   *
   * @param values of keys
   * @throws IllegalArgumentException if a value is none, with the key in the text
   */
  static Thresholds of(Function<String, Optional<String>> values) {
    return new Thresholds(
        Duration.ofMillis(number(values, PATIENCE, 0)),
        number(values, ACTIVATIONS, 0),
        number(values, UNDELIVERED, 0),
        Duration.ofMillis(number(values, UNDELIVERED_WINDOW, 60_000)),
        truth(values, PAUSED_IS_READY, true),
        truth(values, BLOCKED_IS_READY, false),
        Duration.ofMillis(number(values, STUCK_AFTER, 0)));
  }

  private static long number(
      Function<String, Optional<String>> values, String key, long otherwise) {
    String value = text(values, key);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " must be a number, but is \"" + value + "\".", e);
    }
    throw new IllegalArgumentException(key + " must be 0 or more, but is " + value + ".");
  }

  private static boolean truth(
      Function<String, Optional<String>> values, String key, boolean otherwise) {
    return switch (text(values, key)) {
      case "" -> otherwise;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              key + " must be true or false, but is \"" + text(values, key) + "\".");
    };
  }

  private static String text(Function<String, Optional<String>> values, String key) {
    return values.apply(key).map(String::strip).orElse("");
  }
}
