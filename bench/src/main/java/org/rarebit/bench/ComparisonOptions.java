package org.rarebit.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * How calls are compared.
 *
 * @param url oslo.messaging's transport URL of a broker; {@code embedded} for the one in memory;
 *     null for a private RabbitMQ node, else the one in memory
 * @param rounds how often the peers take turns, from 1
 * @param roundTime how long each turn lasts
 * @param callers numbers of callers, each a comparison of its own
 */
record ComparisonOptions(String url, int rounds, Duration roundTime, List<Integer> callers) {

  static final String USAGE =
      """
        --url URL       the broker, one host without TLS: rabbit://guest:guest@127.0.0.1:5672/; or
                        embedded for the one in memory. Without: a private RabbitMQ node, else the one in memory
        --rounds N      how often the peers take turns (12)
        --seconds S     how long each turn lasts (3)
        --callers LIST  numbers of callers (1,8,64)
        --quick         3 rounds of 1 second: enough to see that it works, not to judge by
      """;

  ComparisonOptions {
    callers = List.copyOf(callers);
    if (rounds < 1 || callers.isEmpty() || roundTime.isNegative() || roundTime.isZero()) {
      throw new IllegalArgumentException("There is nothing to measure: see the options.");
    }
  }

  /**
   * @throws IllegalArgumentException if an option is unknown or has no good value
   */
  static ComparisonOptions parse(String... arguments) {
    String url = null;
    int rounds = 12;
    double seconds = 3;
    List<Integer> callers = List.of(1, 8, 64);
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--url" -> url = value(option, rest);
        case "--rounds" -> rounds = Integer.parseInt(value(option, rest));
        case "--seconds" -> seconds = Double.parseDouble(value(option, rest));
        case "--callers" ->
            callers =
                Arrays.stream(value(option, rest).split(",", -1)).map(Integer::valueOf).toList();
        case "--quick" -> {
          rounds = 3;
          seconds = 1;
        }
        default -> throw new IllegalArgumentException("Unknown option " + option + ".");
      }
    }
    return new ComparisonOptions(url, rounds, Duration.ofMillis((long) (seconds * 1000)), callers);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value.");
    }
    return rest.next();
  }
}
