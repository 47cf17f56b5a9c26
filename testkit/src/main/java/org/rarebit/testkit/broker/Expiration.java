package org.rarebit.testkit.broker;

/** The expiration property of a message: milliseconds from its arrival, as text. */
final class Expiration {
  private Expiration() {}

  /**
   * Checks an expiration that a client sent.
   *
   * @throws AmqpException 406 if it is not a whole number of milliseconds
   */
  static void require(String expiration) {
    int digits = 0;
    int from = expiration.startsWith("-") ? 1 : 0;
    while (from + digits < expiration.length() && isDigit(expiration.charAt(from + digits))) {
      digits++;
    }
    String rest = expiration.substring(from + digits);
    if (digits == 0) {
      throw invalid(expiration, "no_integer");
    } else if (!rest.isEmpty()) {
      throw invalid(expiration, "{leftover_string,\"" + rest + "\"}");
    } else if (from > 0) {
      throw invalid(expiration, "{value_negative," + expiration + "}");
    }
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static AmqpException invalid(String expiration, String reason) {
    return AmqpException.preconditionFailed("invalid expiration '" + expiration + "': " + reason);
  }

  /** The milliseconds of a checked expiration; a very long time for a very large number. */
  static long millis(String expiration) {
    return expiration.length() > 12 ? Long.MAX_VALUE / 2_000_000 : Long.parseLong(expiration);
  }
}
