package org.rarebit.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Echoes 200 bytes through a broker, by the adapter and by RabbitMQ's client used by hand, in turn:
 * a closed loop of callers in this JVM, the servers in another one.
 */
final class CallComparison {

  private static final String TEXT = "x".repeat(200);
  private static final Duration READY_LIMIT = Duration.ofSeconds(30);

  private static final List<Peer> PEERS =
      List.of(Peer.RAW, Peer.RAREBIT, Peer.RAREBIT_CALLS, Peer.RAREBIT_SERVES);

  private final ComparisonOptions options;
  private final PrintStream progress;

  CallComparison(ComparisonOptions options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Measures and prints a Markdown table for each number of callers. */
  void run(PrintStream report) throws Exception {
    try (BenchBroker broker = BenchBroker.choose(options.url())) {
      try (ServerProcess servers = new ServerProcess(broker.url());
          CallingSide raw = new RawCallingSide(broker.url());
          CallingSide rarebit = new RarebitCallingSide(broker.url())) {
        report.printf(
            "Calls of 200 bytes over %s; %d rounds of %s; medians, ratios to %s in the same"
                + " round%n",
            broker.name(), options.rounds(), options.roundTime(), Peer.RAW.name());
        for (int callers : options.callers()) {
          Comparison comparison = compare(callers, raw, rarebit, servers);
          String heading = callers == 1 ? "1 caller" : callers + " callers";
          report.printf("%n**%s**%n%n%s", heading, comparison.toMarkdown());
        }
      } finally {
        Brokers.cleanUp(broker.url());
      }
    }
  }

  private Comparison compare(
      int callers, CallingSide raw, CallingSide rarebit, ServerProcess servers) throws Exception {
    List<Turn> turns = new ArrayList<>();
    try {
      for (Peer peer : PEERS) {
        CallingSide side = peer.callsByHand() ? raw : rarebit;
        awaitServer(side, peer, servers);
        turns.add(new Turn(peer, new ClosedLoop(side, peer.topic(), callers, TEXT)));
      }
      for (Turn turn : turns) {
        progress.printf("%d callers, warming up: %s%n", callers, turn.peer().name());
        turn.loop().run(options.roundTime());
      }
      return measure(callers, turns, servers);
    } finally {
      for (Turn turn : turns) {
        turn.loop().close();
      }
    }
  }

  private Comparison measure(int callers, List<Turn> turns, ServerProcess servers)
      throws InterruptedException {
    Comparison comparison = new Comparison(Peer.RAW);
    List<Turn> order = new ArrayList<>(turns);
    turns.forEach(turn -> comparison.expect(turn.peer()));
    for (int round = 1; round <= options.rounds(); round++) {
      progress.printf("%d callers, round %d of %d%n", callers, round, options.rounds());
      for (Turn turn : order) {
        comparison.add(turn.peer(), measure(turn.loop(), servers));
      }
      Collections.rotate(order, 1); // nobody always follows the same one
    }
    return comparison;
  }

  private Measurement measure(ClosedLoop loop, ServerProcess servers) throws InterruptedException {
    Duration clientBefore = ownProcessorTime();
    Duration serverBefore = servers.processorTime();
    Round round = loop.run(options.roundTime());
    double thousands = round.latencies().size() / 1000.0;
    return new Measurement(
        round.callsPerSecond(),
        round.latencies().micros(0.50),
        round.latencies().micros(0.99),
        ownProcessorTime().minus(clientBefore).toMillis() / thousands,
        servers.processorTime().minus(serverBefore).toMillis() / thousands);
  }

  private static Duration ownProcessorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Calls until the server answers: it starts in its own time. */
  private static void awaitServer(CallingSide side, Peer peer, ServerProcess servers)
      throws Exception {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    try (EchoClient client = side.newClient(peer.topic())) {
      while (true) {
        try {
          client.echo(TEXT);
          return;
        } catch (Exception e) {
          if (System.nanoTime() - deadline > 0 || !servers.isAlive()) {
            throw new IllegalStateException("The server of " + peer.name() + " is not there.", e);
          }
        }
      }
    }
  }

  private record Turn(Peer peer, ClosedLoop loop) {}
}
