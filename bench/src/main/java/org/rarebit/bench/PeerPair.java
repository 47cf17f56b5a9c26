package org.rarebit.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.rarebit.bench.load.LoadCommand;
import org.rarebit.bench.load.Round;

/**
 * The two processes of a peer.
 *
 * @param server null if the client's process answers, too
 */
record PeerPair(Peer peer, PeerProcess client, PeerProcess server) implements AutoCloseable {

  static PeerPair start(Peer peer, Installation installation, String url) throws IOException {
    var log = installation.work().resolve(peer.label() + ".log");
    PeerProcess server = null;
    if (peer.server() != Peer.Kind.NONE) {
      server =
          PeerProcess.start(peer.label() + ", server", installation.serverCommand(peer, url), log);
    }
    PeerProcess client =
        PeerProcess.start(peer.label() + ", client", installation.clientCommand(peer, url), log);
    return new PeerPair(peer, client, server);
  }

  void awaitReady() throws IOException {
    if (server != null) {
      server.awaitReady();
    }
    client.awaitReady();
  }

  /** Runs a command, and takes the processor times meanwhile. */
  Measurement measure(LoadCommand command, Supplier<Duration> brokerTime) throws IOException {
    Duration clientBefore = client.processorTime();
    Duration serverBefore = serverTime();
    Duration brokerBefore = brokerTime.get();
    Round round = client.run(command);
    double perTenThousand = 10_000.0 / Math.max(1, round.operations());
    return new Measurement(
        round.perSecond(),
        round.p50Micros(),
        round.p99Micros(),
        round.p999Micros(),
        seconds(clientBefore, client.processorTime()) * perTenThousand,
        seconds(serverBefore, serverTime()) * perTenThousand,
        seconds(brokerBefore, brokerTime.get()) * perTenThousand);
  }

  private Duration serverTime() {
    return server == null ? Duration.ZERO : server.processorTime();
  }

  private static double seconds(Duration from, Duration to) {
    return from == null || to == null ? Double.NaN : to.minus(from).toNanos() / 1e9;
  }

  @Override
  public void close() {
    client.close();
    if (server != null) {
      server.close();
    }
  }
}
