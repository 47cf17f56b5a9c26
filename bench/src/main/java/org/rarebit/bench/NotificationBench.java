package org.rarebit.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rarebit.bench.peer.HearingManner;
import org.rarebit.bench.peer.NotificationDrain;
import org.rarebit.bench.peer.NotificationQueue;
import org.rarebit.bench.peer.RarebitDrain;
import org.rarebit.bench.peer.RawDrain;

/**
 * How fast notifications are heard that wait in a queue: a consumer written by hand and beans
 * without a container in this JVM, message-driven beans in a server's, one after the other in each
 * round.
 */
final class NotificationBench {

  static final String USAGE =
      """
        --url, --suite, --jdk, --jvm   as above; the JDK is that of the server
        --rounds N      how often the peers take turns (12)
        --messages N    how many notifications each of them hears in a round (50000)
        --batch N       how many a batch and an acknowledgement are for (100)
        --no-server     without message-driven beans in Payara
        --quick         1 round of 1000
      """;

  private static final int WARM_UPS = 3;
  private static final double NANOS = 1e9;

  private final Surroundings surroundings;
  private final int rounds;
  private final int messages;
  private final int batch;
  private final boolean inServer;

  private NotificationBench(
      Surroundings surroundings, int rounds, int messages, int batch, boolean inServer) {
    this.surroundings = surroundings;
    this.rounds = rounds;
    this.messages = messages;
    this.batch = batch;
    this.inServer = inServer;
  }

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException if an option is unknown or has no good value
   */
  static NotificationBench parse(String... arguments) {
    Surroundings surroundings = Surroundings.USUAL;
    int rounds = 12;
    int messages = 50_000;
    int batch = 100;
    boolean inServer = true;
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      if (option.equals("--quick")) {
        rounds = 1;
        messages = 1000;
        continue;
      }
      if (option.equals("--no-server")) {
        inServer = false;
        continue;
      }
      if (!rest.hasNext()) {
        throw new IllegalArgumentException("Unknown option, or no value: " + option + ".");
      }
      String value = rest.next();
      switch (option) {
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--messages" -> messages = Integer.parseInt(value);
        case "--batch" -> batch = Integer.parseInt(value);
        default -> surroundings = surroundings.with(option, value);
      }
    }
    return new NotificationBench(surroundings, rounds, messages, batch, inServer);
  }

  /**
   * Measures over a broker of its own, and returns the table. Takes minutes.
   *
   * @param progress is told what is being measured
   */
  String run(PrintStream progress) throws Exception {
    Path work = Files.createTempDirectory("rarebit-bench");
    try (BenchBroker broker = BenchBroker.choose(surroundings, work)) {
      return run(broker, new Installation(work, surroundings), progress);
    }
  }

  /** Measures over this broker, and returns the table. Takes minutes. */
  String run(BenchBroker broker, Installation installation, PrintStream progress) throws Exception {
    progress.println("notifications, over " + broker.name());
    List<HearingManner> manners =
        List.of(
            new HearingManner(batch, 1),
            new HearingManner(batch, 4),
            new HearingManner(1, 1),
            new HearingManner(1, 16));
    List<NotificationDrain> drains = new ArrayList<>();
    drains.add(new RawDrain(batch, true));
    drains.add(new RawDrain(batch, false));
    manners.forEach(manner -> drains.add(new RarebitDrain(manner)));
    if (!inServer || !installation.hasPayara()) {
      progress.println("left out, or not built or installed here: beans in Payara");
      return run(broker, drains, progress);
    }
    try (PeerProcess server =
        PeerProcess.start(
            "beans that hear",
            installation.payaraCommand(
                "hearing", manners.stream().map(ServerDrain::bean).toList(), broker.url()),
            installation.work().resolve("hearing.log"))) {
      server.awaitReady();
      server.ask("await " + manners.size());
      server.ask("pause");
      manners.forEach(manner -> drains.add(new ServerDrain(server, manner)));
      return run(broker, drains, progress);
    }
  }

  private String run(BenchBroker broker, List<NotificationDrain> drains, PrintStream progress)
      throws Exception {
    Map<NotificationDrain, List<Double>> rates = new LinkedHashMap<>();
    for (NotificationDrain drain : drains) {
      progress.println("warming up: " + drain.label());
      for (int i = 0; i < (rounds == 1 ? 1 : WARM_UPS); i++) {
        rate(broker, drain, messages);
      }
      rates.put(drain, new ArrayList<>());
    }
    List<NotificationDrain> order = new ArrayList<>(drains);
    for (int round = 1; round <= rounds; round++) {
      progress.printf("notifications: round %d of %d%n", round, rounds);
      for (NotificationDrain drain : order) {
        rates.get(drain).add(rate(broker, drain, messages));
      }
      Collections.rotate(order, 1); // nobody always follows the same one
    }
    NotificationQueue.delete(
        broker.url(), drains.stream().map(NotificationDrain::topic).distinct().toList());
    return table(rates, drains.get(0));
  }

  private static double rate(BenchBroker broker, NotificationDrain drain, int messages)
      throws Exception {
    NotificationQueue.fill(broker.url(), drain.topic(), messages);
    Duration taken = drain.drain(broker.url(), messages);
    return messages * NANOS / taken.toNanos();
  }

  private static String table(Map<NotificationDrain, List<Double>> rates, NotificationDrain first) {
    double[] yardstick = values(rates.get(first));
    StringBuilder table =
        new StringBuilder(
            """
            | who hears | notifications/s [lowest..highest] | ÷ the first [lowest..highest] |
            |---|---|---|
            """);
    rates.forEach(
        (drain, list) -> {
          double[] own = values(list);
          double[] ratios = new double[own.length];
          for (int i = 0; i < own.length; i++) {
            ratios[i] = own[i] / yardstick[i];
          }
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %,.0f [%,.0f..%,.0f] | %.2f [%.2f..%.2f] |%n",
                  drain.label(),
                  Medians.of(own),
                  Medians.lowest(own),
                  Medians.highest(own),
                  Medians.of(ratios),
                  Medians.lowest(ratios),
                  Medians.highest(ratios)));
        });
    return table.toString();
  }

  private static double[] values(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
