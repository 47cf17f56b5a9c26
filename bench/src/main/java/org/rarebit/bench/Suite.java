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
import org.rarebit.bench.peer.ServerMain;

/** Has the peers take turns at each case, over one broker. */
final class Suite {

  private static final int BYTES = 200;
  private static final int MOST_SERVERS = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final List<Integer> QUEUES = List.of(1, 4, 16);
  private static final List<Integer> QUICK_QUEUES = List.of(1, 2);
  private static final List<Integer> ACTIVATIONS = List.of(1, 100, 1000);
  private static final List<Integer> QUICK_ACTIVATIONS = List.of(1, 10);

  private final BenchOptions options;
  private final Report report;
  private final PrintStream progress;
  private int mostTopics = 1; // of one server

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
      List<PeerPair> two = only(pairs, List.of(Peer.RAW, Peer.RAREBIT));
      if (options.measures("servers")) {
        moreServers(two, installation, broker);
      }
      if (options.measures("queues")) {
        moreQueues(two, broker);
      }
      if (options.measures("first")) {
        firstCalls(
            only(pairs, List.of(Peer.RAW, Peer.SPRING, Peer.RPC_CLIENT, Peer.RAREBIT, Peer.SERVER)),
            installation);
      }
      if (options.measures("activations")) { // last: they stay
        moreActivations(two, broker);
      }
    } finally {
      pairs.forEach(PeerPair::close);
      Brokers.cleanUp(broker.url(), topics());
    }
  }

  private void runAll(List<PeerPair> pairs, BenchBroker broker) throws IOException {
    if (options.measures("calls")) {
      for (int callers : options.callers()) {
        String title = callers == 1 ? "1 caller" : callers + " callers";
        Comparison calls =
            measure(title, pairs, peer -> command(Kind.CALLS, peer, callers, BYTES), broker);
        report.add(calls);
        addObserved(calls);
      }
    }
    List<PeerPair> few =
        only(pairs, List.of(Peer.RAW, Peer.RAREBIT, Peer.SERVER, Peer.SPRING, Peer.ONE_SERVER));
    if (options.measures("async")) {
      compare(
          "Calls that do not wait, 1,000 in flight from one thread",
          only(pairs, List.of(Peer.RAW, Peer.RAREBIT, Peer.BASE, Peer.SERVER)),
          peer -> command(Kind.ASYNC, peer, 1000, BYTES),
          broker);
    }
    if (options.measures("payloads")) {
      compare("10 kB, 8 callers", few, peer -> command(Kind.CALLS, peer, 8, 10_000), broker);
      compare("1 MB, 4 callers", few, peer -> command(Kind.CALLS, peer, 4, 1_000_000), broker);
    }
    if (options.measures("casts")) {
      compare(
          "Casts, 1,000 unconfirmed at most, or in one transaction",
          only(pairs, List.of(Peer.RAW, Peer.SERVER)),
          peer -> command(Kind.CASTS, Brokers.SINK, 1000, BYTES),
          broker);
      compare(
          "Casts, 64 threads that each wait for the confirm",
          only(pairs, List.of(Peer.RAW, Peer.RAREBIT, Peer.BASE, Peer.SERVER, Peer.OSLO)),
          peer -> command(Kind.CASTERS, Brokers.SINK, 64, BYTES),
          broker);
      compare(
          "Casts, one thread that waits for each confirm",
          only(pairs, List.of(Peer.RAW, Peer.RAREBIT, Peer.BASE, Peer.SERVER, Peer.OSLO)),
          peer -> command(Kind.CASTERS, Brokers.SINK, 1, BYTES),
          broker);
    }
  }

  /** What observing the adapter costs, by the same rounds. */
  private void addObserved(Comparison calls) {
    if (!calls.peers().contains(Peer.RAREBIT)
        || Collections.disjoint(calls.peers(), Peer.OBSERVED)) {
      return;
    }
    List<Peer> those = new ArrayList<>(Peer.OBSERVED);
    those.add(Peer.RAREBIT);
    Comparison observed =
        calls.over(Peer.RAREBIT, "What OpenTelemetry costs, " + calls.title(), those);
    progress.printf("%n**%s**%n%n%s%n", observed.title(), observed.toMarkdown());
    report.add(observed.title(), observed.toMarkdown());
  }

  private List<String> topics() {
    List<String> topics = new ArrayList<>();
    for (Peer peer : options.peers()) {
      for (int number = 0; number < mostTopics; number++) {
        topics.add(LoadCommand.nth(peer.topic(), number));
      }
    }
    return topics;
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

  /** Until the JVMs have compiled what matters; a server takes longest. */
  private void warmUp(List<PeerPair> pairs) throws IOException {
    long rounds = options.isQuick() ? 1 : 20; // nothing is to be judged by a quick run
    long millis = Math.min(WARM_UP.toMillis(), rounds * options.roundTime().toMillis());
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
    report.add(measure(title, pairs, commandOf, broker));
  }

  private Comparison measure(
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
    return comparison;
  }

  /** The same load, answered by one process after the other more. */
  private void moreServers(List<PeerPair> pairs, Installation installation, BenchBroker broker)
      throws IOException {
    ScalingTable table = new ScalingTable("processes");
    List<PeerProcess> more = new ArrayList<>();
    try {
      for (int servers = 1; servers <= MOST_SERVERS; servers++) {
        measure(
            table,
            servers,
            "64 callers, servers: " + servers,
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
    report.add("More processes that answer 64 callers", table.toMarkdown());
  }

  /** The same load dealt among more topics, each with a queue of its own. */
  private void moreQueues(List<PeerPair> pairs, BenchBroker broker) throws IOException {
    ScalingTable table = new ScalingTable("queues");
    for (int queues : options.isQuick() ? QUICK_QUEUES : QUEUES) {
      serve(pairs, queues);
      measure(
          table,
          queues,
          "64 callers, queues: " + queues,
          pairs,
          peer ->
              new LoadCommand(
                  Kind.CALLS, peer.topic(), 64, options.roundTime().toMillis(), BYTES, queues),
          broker);
    }
    report.add("More queues for 64 callers, one process", table.toMarkdown());
  }

  /** The same load for one topic, beside more and more that nobody calls. */
  private void moreActivations(List<PeerPair> pairs, BenchBroker broker) throws IOException {
    ScalingTable table = new ScalingTable("activations");
    for (int activations : options.isQuick() ? QUICK_ACTIVATIONS : ACTIVATIONS) {
      serve(pairs, activations);
      measure(
          table,
          activations,
          "8 callers, activations: " + activations,
          pairs,
          peer -> command(Kind.CALLS, peer, 8, BYTES),
          broker);
    }
    report.add("8 callers of one activation among more", table.toMarkdown());
  }

  private void serve(List<PeerPair> pairs, int topics) throws IOException {
    mostTopics = Math.max(mostTopics, topics);
    for (PeerPair pair : pairs) {
      pair.server().ask(ServerMain.SERVE + topics);
    }
  }

  private void measure(
      ScalingTable table,
      int number,
      String title,
      List<PeerPair> pairs,
      Function<Peer, LoadCommand> commandOf,
      BenchBroker broker)
      throws IOException {
    Comparison comparison = measure(title, pairs, commandOf, broker);
    table.add(number, comparison);
    report.addTabulated(comparison);
  }

  /**
   * Connecting, logging in, declaring, calling and closing, by a JVM that has done so before; in a
   * server by an application that was deployed anew.
   */
  private void firstCalls(List<PeerPair> pairs, Installation installation) throws IOException {
    Map<PeerPair, List<Double>> millis = new LinkedHashMap<>();
    pairs.forEach(pair -> millis.put(pair, new ArrayList<>()));
    for (int round = 0; round < options.rounds(); round++) {
      for (PeerPair pair : pairs) {
        if (pair.peer().client() == Peer.Kind.PAYARA) {
          pair.client().ask("deploy " + installation.ear(pair.peer().label() + "-client"));
        }
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
    report.add("The first call", table.toString());
  }
}
