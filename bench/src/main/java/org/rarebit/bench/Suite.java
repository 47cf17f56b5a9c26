package org.rarebit.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.rarebit.bench.load.LoadCommand;
import org.rarebit.bench.load.LoadCommand.Kind;
import org.rarebit.bench.peer.Brokers;

/** Has the peers take turns at each case, over one broker. */
final class Suite {

  private static final int BYTES = 200;
  private static final int MOST_SERVERS = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(12);

  private final BenchOptions options;
  private final Report report;
  private final PrintStream progress;

  /**
   * A suite that was not run.
   *
   * @param report gets what is measured
   * @param progress is told what is being measured
   */
  Suite(BenchOptions options, Report report, PrintStream progress) {
    this.options = options;
    this.report = report;
    this.progress = progress;
  }

  /** Measures everything. Takes minutes. */
  void run(BenchBroker broker, Installation installation) throws Exception {
    List<PeerPair> pairs = new ArrayList<>();
    try {
      Brokers.declareSink(broker.url());
      for (Peer peer : options.peers()) {
        if (installation.has(peer)) {
          pairs.add(PeerPair.start(peer, installation, broker.url()));
        } else {
          progress.println("left out, not installed here: " + peer.label());
        }
      }
      for (PeerPair pair : pairs) {
        pair.awaitReady();
      }
      warmUp(pairs);
      runAll(pairs, broker);
      if (options.measures("servers")) {
        moreServers(only(pairs, List.of(Peer.RAW, Peer.RAREBIT)), installation, broker);
      }
      if (options.measures("first")) {
        firstCalls(only(pairs, List.of(Peer.RAW, Peer.SPRING, Peer.RPC_CLIENT, Peer.RAREBIT)));
      }
    } finally {
      pairs.forEach(PeerPair::close);
      Brokers.cleanUp(broker.url(), options.peers().stream().map(Peer::topic).toList());
    }
  }

  private void runAll(List<PeerPair> pairs, BenchBroker broker) throws IOException {
    if (options.measures("calls")) {
      for (int callers : options.callers()) {
        compare(
            callers == 1 ? "1 caller" : callers + " callers",
            pairs,
            peer -> command(Kind.CALLS, peer, callers, BYTES),
            broker);
      }
    }
    List<PeerPair> few =
        only(pairs, List.of(Peer.RAW, Peer.RAREBIT, Peer.SERVER, Peer.SPRING, Peer.ONE_SERVER));
    if (options.measures("async")) {
      compare(
          "Asynchronous calls, 1,000 in flight",
          only(pairs, List.of(Peer.RAW, Peer.RAREBIT, Peer.SERVER)),
          peer -> command(Kind.ASYNC, peer, 1000, BYTES),
          broker);
    }
    if (options.measures("payloads")) {
      compare("10 kB, 8 callers", few, peer -> command(Kind.CALLS, peer, 8, 10_000), broker);
      compare("1 MB, 4 callers", few, peer -> command(Kind.CALLS, peer, 4, 1_000_000), broker);
    }
    if (options.measures("casts")) {
      compare(
          "Casts, confirmed, 1,000 in one go",
          only(pairs, List.of(Peer.RAW, Peer.SERVER)),
          peer -> command(Kind.CASTS, Brokers.SINK, 1000, BYTES),
          broker);
      compare(
          "Casts, 64 threads that each wait for the confirm",
          only(pairs, List.of(Peer.RAW, Peer.RAREBIT, Peer.SERVER, Peer.OSLO)),
          peer ->
              peer == Peer.RAW
                  ? command(Kind.CASTS, Brokers.SINK, 1000, BYTES)
                  : command(Kind.CASTERS, Brokers.SINK, 64, BYTES),
          broker);
    }
  }

  private static List<PeerPair> only(List<PeerPair> pairs, List<Peer> peers) {
    return pairs.stream().filter(pair -> peers.contains(pair.peer())).toList();
  }

  private LoadCommand command(Kind kind, Peer peer, int width, int bytes) {
    return command(kind, peer.topic(), width, bytes);
  }

  private LoadCommand command(Kind kind, String topic, int width, int bytes) {
    return new LoadCommand(kind, topic, width, options.roundTime().toMillis(), bytes);
  }

  /** Until the JVMs have compiled what matters. */
  private void warmUp(List<PeerPair> pairs) throws IOException {
    long millis = Math.min(WARM_UP.toMillis(), 6 * options.roundTime().toMillis());
    for (PeerPair pair : pairs) {
      progress.println("warming up: " + pair.peer().label());
      for (int callers : List.of(8, 1, 64)) {
        pair.client()
            .run(new LoadCommand(Kind.CALLS, pair.peer().topic(), callers, millis / 3, BYTES));
      }
    }
  }

  private void compare(
      String title, List<PeerPair> pairs, Function<Peer, LoadCommand> commandOf, BenchBroker broker)
      throws IOException {
    Comparison comparison = new Comparison(title, Peer.YARDSTICK);
    List<PeerPair> order = new ArrayList<>(pairs);
    for (PeerPair pair : pairs) {
      comparison.expect(pair.peer());
      pair.client().run(commandOf.apply(pair.peer()));
    }
    for (int round = 1; round <= options.rounds(); round++) {
      progress.printf("%s: round %d of %d%n", title, round, options.rounds());
      for (PeerPair pair : order) {
        comparison.add(
            pair.peer(), pair.measure(commandOf.apply(pair.peer()), broker::processorTime));
      }
      Collections.rotate(order, 1); // nobody always follows the same one
    }
    progress.printf("%n**%s**%n%n%s%n", title, comparison.toMarkdown());
    report.add(comparison);
  }

  /** The same load, answered by one process after the other more. */
  private void moreServers(List<PeerPair> pairs, Installation installation, BenchBroker broker)
      throws IOException {
    List<PeerProcess> more = new ArrayList<>();
    try {
      for (int servers = 1; servers <= MOST_SERVERS; servers++) {
        compare(
            "64 callers, answered by " + servers + (servers == 1 ? " process" : " processes"),
            pairs,
            peer -> command(Kind.CALLS, peer, 64, BYTES),
            broker);
        for (PeerPair pair : pairs) {
          PeerProcess another =
              PeerProcess.start(
                  pair.peer().label() + ", another server",
                  installation.serverCommand(pair.peer(), broker.url()),
                  installation.work().resolve("servers.log"));
          more.add(another);
          another.awaitReady();
        }
      }
    } finally {
      more.forEach(PeerProcess::close);
    }
  }

  /** Connecting, logging in, declaring, calling and closing, by a JVM that has done so before. */
  private void firstCalls(List<PeerPair> pairs) throws IOException {
    Map<PeerPair, List<Double>> millis = new LinkedHashMap<>();
    pairs.forEach(pair -> millis.put(pair, new ArrayList<>()));
    for (int round = 0; round < options.rounds(); round++) {
      for (PeerPair pair : pairs) {
        millis.get(pair).add(pair.client().first(pair.peer().topic()).nanos() / 1e6);
      }
    }
    StringBuilder table = new StringBuilder("| peer | ms [lowest..highest] |\n|---|---|\n");
    millis.forEach(
        (pair, list) -> {
          double[] all = list.stream().mapToDouble(Double::doubleValue).toArray();
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %.0f [%.0f..%.0f] |%n",
                  pair.peer().label(),
                  Medians.of(all),
                  Medians.lowest(all),
                  Medians.highest(all)));
        });
    report.add("The first call: connect, log in, declare, call, close", table.toString());
  }
}
