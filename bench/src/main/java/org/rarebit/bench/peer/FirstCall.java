package org.rarebit.bench.peer;

import org.rarebit.bench.load.CallingSide;
import org.rarebit.bench.load.EchoClient;
import org.rarebit.bench.load.Round;

/** What the first call costs: connecting, logging in, declaring, calling. */
public final class FirstCall {

  /** What its command begins with; the topic follows. */
  public static final String COMMAND = "first ";

  private static final String TEXT = "x".repeat(200);

  private final PlainPeer peer;
  private final String url;

  FirstCall(PlainPeer peer, String url) {
    this.peer = peer;
    this.url = url;
  }

  Round run(String command) throws Exception {
    String topic = command.substring(COMMAND.length());
    long from = System.nanoTime();
    try (CallingSide side = peer.callingSide(url);
        EchoClient client = side.newClient(topic)) {
      client.echo(TEXT);
      return new Round(1, System.nanoTime() - from, Double.NaN, Double.NaN, Double.NaN);
    }
  }
}
