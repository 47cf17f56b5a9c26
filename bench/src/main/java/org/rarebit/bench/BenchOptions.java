package org.rarebit.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What is measured, and how long.
 *
 * @param surroundings broker, Python and JDK
 * @param rounds how often the peers take turns, from 1
 * @param roundTime how long each turn lasts
 * @param callers numbers of callers, each a comparison of its own
 * @param peers who takes part
 * @param cases what is measured
 * @param output the directory for tables, figures and chart; null for none
 */
record BenchOptions(
    Surroundings surroundings,
    int rounds,
    Duration roundTime,
    List<Integer> callers,
    List<Peer> peers,
    List<String> cases,
    Path output) {

  /** Everything that can be measured. */
  static final List<String> ALL_CASES =
      List.of(
          "calls",
          "async",
          "payloads",
          "casts",
          "servers",
          "queues",
          "activations",
          "first",
          "notifications",
          "idle",
          "many",
          "jmh");

  static final String USAGE =
      Surroundings.USAGE
          + """
            --rounds N      how often the peers take turns (12)
            --seconds S     how long each turn lasts (2)
            --callers LIST  numbers of callers (1,8,64)
            --peers LIST    raw,spring,oslo,rpcclient,rarebit-se,rarebit-payara,rarebit-payara-1;
                            not without being named: rarebit-se-off,rarebit-se-metrics,rarebit-se-traced,
                            and rarebit-se-base: rarebit-se with the jars of --base JAR:JAR before its own
            --cases LIST    calls,async,payloads,casts,servers,queues,activations,first,notifications,idle,many,jmh
            --output DIR    where to write performance.md, performance.json and performance.png
            --quick         1 round of 0.2 seconds: enough to see that it works, not to judge by
          """;

  BenchOptions {
    callers = List.copyOf(callers);
    peers = List.copyOf(peers);
    cases = List.copyOf(cases);
    if (rounds < 1
        || callers.isEmpty()
        || roundTime.isNegative()
        || roundTime.isZero()
        || !peers.contains(Peer.YARDSTICK)
        || !ALL_CASES.containsAll(cases)) {
      throw new IllegalArgumentException(
          "There is nothing to measure, or no yardstick, or no such case: see the options.");
    }
  }

  /**
   * @throws IllegalArgumentException if an option is unknown or has no good value
   */
  static BenchOptions parse(String... arguments) {
    Surroundings surroundings = Surroundings.USUAL;
    int rounds = 12;
    double seconds = 2;
    List<Integer> callers = List.of(1, 8, 64);
    List<Peer> peers = Peer.USUAL;
    List<String> cases = ALL_CASES;
    Path output = null;
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--rounds" -> rounds = Integer.parseInt(value(option, rest));
        case "--seconds" -> seconds = Double.parseDouble(value(option, rest));
        case "--callers" -> callers = list(value(option, rest)).map(Integer::valueOf).toList();
        case "--peers" -> peers = Peer.parse(value(option, rest));
        case "--cases" -> cases = list(value(option, rest)).toList();
        case "--output" -> output = Path.of(value(option, rest));
        case "--quick" -> {
          rounds = 1;
          seconds = 0.2;
        }
        default ->
            surroundings =
                surroundings.with(option, Surroundings.has(option) ? value(option, rest) : "");
      }
    }
    return new BenchOptions(
        surroundings,
        rounds,
        Duration.ofMillis((long) (seconds * 1000)),
        callers,
        peers,
        cases,
        output);
  }

  /** Whether it is only to be seen that everything works. */
  boolean isQuick() {
    return roundTime.compareTo(Duration.ofMillis(200)) <= 0;
  }

  boolean measures(String what) {
    return cases.contains(what);
  }

  private static java.util.stream.Stream<String> list(String value) {
    return Arrays.stream(value.split(",", -1));
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value.");
    }
    return rest.next();
  }
}
