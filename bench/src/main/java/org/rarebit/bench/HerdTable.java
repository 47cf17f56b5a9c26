package org.rarebit.bench;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.rarebit.ra.broker.Herd;

/** How long application servers of several numbers take to come back: the simulation's table. */
final class HerdTable {

  static final String USAGE =
      """
        --servers LIST  how many application servers (100,1000,3000,10000)
        --topics N      how many topics each of them serves (5)
        --nodes N       of the cluster (3)
        --cores N       of a node (8)
        --login-ms X    processor time of the broker for a login (5; with TLS some 20)
        --queues N      how many queues the cluster creates in a second (1000)
        --durable       queues have outlived the restart
        --timeout-ms N  how long a login may take (10000)
        --limit-s N     when to stop looking (3600)
        --seed N        of all that happens by chance (1)
      """;

  private HerdTable() {}

  /**
   * Simulates, and returns the table.
   *
   * @throws IllegalArgumentException if an option is unknown or has no good value
   */
  static String of(String... arguments) {
    List<Integer> servers = List.of(100, 1000, 3000, 10_000);
    int topics = 5;
    int nodes = 3;
    int cores = 8;
    double loginMillis = 5;
    int queues = 1000;
    boolean durable = false;
    int timeoutMillis = 10_000;
    int limitSeconds = 3600;
    long seed = 1;
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      if (option.equals("--durable")) {
        durable = true;
        continue;
      }
      if (!rest.hasNext()) {
        throw new IllegalArgumentException("Unknown option, or no value: " + option + ".");
      }
      String value = rest.next();
      switch (option) {
        case "--servers" ->
            servers = Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList();
        case "--topics" -> topics = Integer.parseInt(value);
        case "--nodes" -> nodes = Integer.parseInt(value);
        case "--cores" -> cores = Integer.parseInt(value);
        case "--login-ms" -> loginMillis = Double.parseDouble(value);
        case "--queues" -> queues = Integer.parseInt(value);
        case "--timeout-ms" -> timeoutMillis = Integer.parseInt(value);
        case "--limit-s" -> limitSeconds = Integer.parseInt(value);
        case "--seed" -> seed = Long.parseLong(value);
        default -> throw new IllegalArgumentException("Unknown option " + option + ".");
      }
    }
    StringBuilder table =
        new StringBuilder(
            """
            | servers | logged in, s | half serves, s | all serves, s | logins each | most at once a node | attempts a topic |
            |---|---|---|---|---|---|---|
            """);
    for (int count : servers) {
      Herd.Outcome outcome =
          new Herd(
                  new Herd.Scenario(
                      count,
                      topics,
                      nodes,
                      cores,
                      loginMillis,
                      queues,
                      durable,
                      timeoutMillis,
                      limitSeconds),
                  seed)
              .run();
      table.append(
          String.format(
                  Locale.ROOT,
                  "| %,d | %.1f | %.1f | %.1f | %.1f | %,d | %.1f |%n",
                  count,
                  outcome.loggedInSeconds(),
                  outcome.halfSeconds(),
                  outcome.allSeconds(),
                  outcome.logins(),
                  outcome.mostLogins(),
                  outcome.attaches())
              .replace("NaN", "never"));
    }
    return table.toString();
  }
}
