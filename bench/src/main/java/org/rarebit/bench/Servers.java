package org.rarebit.bench;

import java.util.List;

/** The answering sides of all peers, in a JVM of their own: {@link ServerProcess} starts it. */
public final class Servers {

  static final String RAW_TOPIC = "rarebit_bench_raw";
  static final String RAREBIT_TOPIC = "rarebit_bench";
  static final String SERVER_NAME = "bench";

  /** The queues that stay when the servers go. */
  static final List<String> QUEUES =
      List.of(RAW_TOPIC, RAREBIT_TOPIC, RAREBIT_TOPIC + "." + SERVER_NAME);

  private Servers() {}

  /**
   * Serves until standard input ends, which it does with the process that started this one.
   *
   * @param arguments the broker's URL
   * @throws Exception if a server cannot be started
   */
  public static void main(String[] arguments) throws Exception {
    // an exception ends the process, and with it what was started
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> fail(e));
    RawServer raw = new RawServer(arguments[0], RAW_TOPIC);
    RarebitServer rarebit = new RarebitServer(arguments[0], RAREBIT_TOPIC);
    int read = System.in.read();
    while (read >= 0) {
      read = System.in.read();
    }
    rarebit.close();
    raw.close();
  }

  private static void fail(Throwable e) {
    e.printStackTrace();
    Runtime.getRuntime().halt(1);
  }
}
