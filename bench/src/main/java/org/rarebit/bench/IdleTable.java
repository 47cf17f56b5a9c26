package org.rarebit.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.rarebit.bench.load.Footprint;
import org.rarebit.bench.peer.Brokers;
import org.rarebit.bench.peer.IdleMain;

/** What activations cost that nobody calls. */
final class IdleTable {

  private static final List<Integer> COUNTS = List.of(1, 100, 1000);
  private static final List<Integer> QUICK_COUNTS = List.of(1, 10);
  private static final int MANY = 10_000;
  private static final int QUICK_MANY = 20;

  private static final String HEAD =
      """
      | activations | in | threads | sockets | heap MB | attached within s |
      |---|---|---|---|---|---|
      """;

  private IdleTable() {}

  /**
   * Measures, in processes of its own, and returns the table.
   *
   * @param progress is told what is being measured
   */
  static String measure(
      BenchBroker broker, Installation installation, boolean quick, PrintStream progress)
      throws Exception {
    List<Integer> counts = quick ? QUICK_COUNTS : COUNTS;
    StringBuilder table = new StringBuilder(HEAD);
    try {
      withoutContainer(broker, installation, counts, table);
      if (installation.hasPayara()) {
        inPayara(broker, installation, counts, table);
      } else {
        progress.println("left out, not built or installed here: idle beans in Payara");
      }
    } finally {
      Brokers.cleanUp(broker.url(), IdleMain.topics(counts.get(counts.size() - 1)));
    }
    return table.toString();
  }

  /** Of one server with as many topics as a large application has in all. */
  static String measureMany(BenchBroker broker, Installation installation, boolean quick)
      throws Exception {
    int count = quick ? QUICK_MANY : MANY;
    StringBuilder table = new StringBuilder(HEAD);
    try {
      withoutContainer(broker, installation, List.of(count), table);
    } finally {
      Brokers.cleanUp(broker.url(), IdleMain.topics(count));
    }
    return table.toString();
  }

  private static void withoutContainer(
      BenchBroker broker, Installation installation, List<Integer> counts, StringBuilder table)
      throws IOException {
    try (PeerProcess process =
        PeerProcess.start(
            "idle activations",
            installation.idleCommand(broker.url()),
            installation.work().resolve("idle.log"))) {
      process.awaitReady();
      process.ask("1"); // loads the classes
      for (int count : counts) {
        String[] answer = process.ask(Integer.toString(count)).split(";", -1);
        double seconds = Double.parseDouble(answer[1]);
        table.append(row(count, "plain Java", Footprint.parse(answer[0]), seconds));
      }
    }
  }

  /** Beyond the same server with the same application without beans that answer. */
  private static void inPayara(
      BenchBroker broker, Installation installation, List<Integer> counts, StringBuilder table)
      throws IOException {
    List<MessageDrivenBean> one = MessageDrivenBean.idle(IdleMain.topics(1));
    try (PeerProcess server =
        PeerProcess.start(
            "idle beans",
            installation.payaraCommand("idle", one, broker.url()),
            installation.work().resolve("idle.log"))) {
      server.awaitReady();
      server.ask("await 1"); // the classes are loaded
      for (int count : counts) {
        Footprint without = deploy(server, installation, 0, true);
        Footprint quiet = deploy(server, installation, count, true);
        Footprint with = deploy(server, installation, count, false);
        table.append(row(count, "Payara, in all", with.beyond(without), Double.NaN));
        table.append(row(count, "of it ours", with.beyond(quiet), Double.NaN));
      }
    }
  }

  /**
   * What a server holds with so many beans.
   *
   * @param isQuiet whether the adapter leaves them alone: all that they cost is the server's then
   */
  private static Footprint deploy(
      PeerProcess server, Installation installation, int count, boolean isQuiet)
      throws IOException {
    String name = "idle-" + count + (isQuiet ? "-quiet" : "");
    List<MessageDrivenBean> beans = MessageDrivenBean.idle(IdleMain.topics(count));
    Path ear =
        isQuiet ? installation.writeQuietEar(name, beans) : installation.writeEar(name, beans);
    server.ask("deploy " + ear);
    if (!isQuiet) {
      server.ask("await " + count);
    }
    return Footprint.parse(server.ask("footprint"));
  }

  private static String row(int count, String where, Footprint held, double seconds) {
    return String.format(
        Locale.ROOT,
        "| %,d | %s | %d | %d | %.1f | %s |%n",
        count,
        where,
        held.threads(),
        held.sockets(),
        held.heapBytes() / 1e6,
        Double.isNaN(seconds) ? "" : String.format(Locale.ROOT, "%.1f", seconds));
  }
}
