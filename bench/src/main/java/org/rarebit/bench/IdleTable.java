package org.rarebit.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.rarebit.bench.peer.Brokers;
import org.rarebit.bench.peer.IdleMain;

/** What activations cost that nobody calls. */
final class IdleTable {

  private static final List<Integer> COUNTS = List.of(1, 100, 1000);
  private static final List<Integer> QUICK_COUNTS = List.of(1, 10);

  private IdleTable() {}

  /** Measures, in a process of its own, and returns the table. */
  static String measure(BenchBroker broker, Installation installation, boolean quick)
      throws Exception {
    List<Integer> counts = quick ? QUICK_COUNTS : COUNTS;
    StringBuilder table =
        new StringBuilder(
            """
            | activations | threads | sockets | heap MB |
            |---|---|---|---|
            """);
    try (PeerProcess process =
        PeerProcess.start(
            "idle activations",
            installation.idleCommand(broker.url()),
            installation.work().resolve("idle.log"))) {
      process.awaitReady();
      process.ask("1"); // loads the classes
      for (int count : counts) {
        table.append(row(count, process.ask(Integer.toString(count))));
      }
    } finally {
      Brokers.cleanUp(broker.url(), IdleMain.topics(counts.get(counts.size() - 1)));
    }
    return table.toString();
  }

  private static String row(int count, String answer) throws IOException {
    String[] words = answer.split(" ", -1);
    if (words.length != 3) {
      throw new IOException("No measurement of idle activations: " + answer);
    }
    return String.format(
        Locale.ROOT,
        "| %,d | %s | %s | %.1f |%n",
        count,
        words[0],
        words[1],
        Integer.parseInt(words[2]) / 1000.0);
  }
}
