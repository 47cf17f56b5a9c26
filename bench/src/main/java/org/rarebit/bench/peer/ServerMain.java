package org.rarebit.bench.peer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.rarebit.bench.load.CommandLoop;
import org.rarebit.bench.load.LoadCommand;

/** The answering side of a peer in plain Java, in a JVM of its own. */
public final class ServerMain {

  /** What its command begins with: a number of topics follows. */
  public static final String SERVE = "serve ";

  private ServerMain() {}

  /**
   * Serves until standard input ends.
   *
   * @param arguments the peer's kind, the broker's URL and the topic
   * @throws Exception if it cannot serve
   */
  public static void main(String[] arguments) throws Exception {
    CommandLoop commands = new CommandLoop();
    // an exception ends the process
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> fail(e));
    String topic = arguments[2];
    PlainPeer peer = PlainPeer.valueOf(arguments[0]);
    peer.begin();
    try (AnsweringSide server = peer.server(arguments[1], topic)) {
      AtomicInteger served = new AtomicInteger(1);
      commands.run(
          line -> {
            int wanted = Integer.parseInt(line.substring(SERVE.length()));
            int first = served.getAndSet(Math.max(served.get(), wanted));
            server.serve(
                IntStream.range(first, wanted)
                    .mapToObj(number -> LoadCommand.nth(topic, number))
                    .toList());
            return "serving";
          });
    }
  }

  private static void fail(Throwable e) {
    e.printStackTrace();
    Runtime.getRuntime().halt(1);
  }
}
