package org.rarebit.bench;

import java.util.Arrays;

/** Chooses the benchmark by the first argument. */
public final class Main {

  private static final String USAGE =
      """
      Usage: java -jar rarebit-bench.jar calls [OPTIONS]
             java -jar rarebit-bench.jar jmh [JMH's OPTIONS]

      calls   calls per second and latency, beside the RabbitMQ client used by hand:
      """
          + ComparisonOptions.USAGE
          + """

          jmh     the codecs by themselves; -h lists JMH's options, e.g. jmh -f 1 -prof gc
          """;

  private Main() {}

  /**
   * Runs a benchmark.
   *
   * @param arguments see the usage
   * @throws Exception what made the benchmark fail
   */
  public static void main(String[] arguments) throws Exception {
    String command = arguments.length == 0 ? "" : arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    switch (command) {
      case "calls" -> calls(rest);
      case "jmh" -> org.openjdk.jmh.Main.main(rest);
      default -> System.err.print(USAGE);
    }
  }

  private static void calls(String[] arguments) throws Exception {
    ComparisonOptions options;
    try {
      options = ComparisonOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      return;
    }
    new CallComparison(options, System.err).run(System.out);
  }
}
