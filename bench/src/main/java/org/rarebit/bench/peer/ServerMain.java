package org.rarebit.bench.peer;

import org.rarebit.bench.load.CommandLoop;

/** The answering side of a peer in plain Java, in a JVM of its own. */
public final class ServerMain {

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
    try (AutoCloseable server =
        PlainPeer.valueOf(arguments[0]).server(arguments[1], arguments[2])) {
      commands.run(line -> server.getClass().getSimpleName());
    }
  }

  private static void fail(Throwable e) {
    e.printStackTrace();
    Runtime.getRuntime().halt(1);
  }
}
