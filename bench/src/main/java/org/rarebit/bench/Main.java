package org.rarebit.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Chooses the benchmark by the first argument. */
public final class Main {

  private static final String USAGE =
      """
      Usage: java -jar rarebit-bench.jar run [OPTIONS]
             java -jar rarebit-bench.jar notifications [OPTIONS]
             java -jar rarebit-bench.jar gate --base JARS [OPTIONS]
             java -jar rarebit-bench.jar herd [OPTIONS]
             java -jar rarebit-bench.jar jmh [JMH's OPTIONS]
             java -jar rarebit-bench.jar tables PAGE DIR...

      run     the adapter beside its peers, in processes of their own that take turns:
      """
          + BenchOptions.USAGE
          + """

          notifications   beans that hear, without a container and in Payara, beside a consumer written by hand:
          """
          + NotificationBench.USAGE
          + """

          gate    whether this build is slower than another one; ends with 1 if it is:
          """
          + Gate.USAGE
          + """

          herd    application servers that all come back at once to a cluster that was away: a simulation
          """
          + HerdTable.USAGE
          + """

          jmh     parts of the adapter by themselves; -h lists JMH's options, e.g. jmh -f 1 -prof gc

          tables  puts what runs with --output DIR have written into a page's tables of the same titles
          """;

  /** Of a round; fewer than by default, so that everything takes half an hour. */
  private static final String NOTIFICATIONS = "10000";

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
      case "run" -> run(rest);
      case "notifications" -> hear(rest);
      case "gate" -> judge(rest);
      case "herd" -> herd(rest);
      case "jmh" -> org.openjdk.jmh.Main.main(rest);
      case "tables" -> tables(List.of(rest));
      default -> System.err.print(USAGE);
    }
  }

  private static void run(String[] arguments) throws Exception {
    BenchOptions options;
    try {
      options = BenchOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      return;
    }
    Path work = Files.createTempDirectory("rarebit-bench");
    try (BenchBroker broker = BenchBroker.choose(options.surroundings(), work)) {
      String with = broker.name() + ", JDK " + options.surroundings().javaVersion();
      Report report = new Report(options, with);
      Installation installation = new Installation(work, options.surroundings());
      new Suite(options, report, System.err).run(broker, installation);
      if (options.measures("notifications")) {
        report.add("Notifications that wait, heard", hear(options, broker, installation));
      }
      if (options.measures("idle")) {
        report.add(
            "Activations that nobody calls",
            IdleTable.measure(broker, installation, options.isQuick(), System.err));
      }
      if (options.measures("many")) {
        report.add(
            "Ten thousand activations on one server",
            IdleTable.measureMany(broker, installation, options.isQuick()));
      }
      if (options.measures("jmh")) {
        report.add("Parts by themselves", JmhTable.measure(options.isQuick()));
      }
      System.out.print(report.toMarkdown());
      if (options.output() != null) {
        report.writeTo(options.output(), RatioChart::write, System.err);
      }
    }
    remove(work); // kept after a failure: the logs are in it
  }

  private static void judge(String[] arguments) throws Exception {
    Gate gate;
    try {
      gate = Gate.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    Path work = Files.createTempDirectory("rarebit-bench");
    boolean passes;
    try (BenchBroker broker = BenchBroker.choose(gate.surroundings(), work)) {
      passes = gate.passes(broker, new Installation(work, gate.surroundings()), System.out);
    }
    if (!passes) {
      System.exit(1);
    }
    remove(work);
  }

  private static void herd(String[] arguments) {
    try {
      System.out.print(HerdTable.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
    }
  }

  private static void tables(List<String> arguments) throws IOException {
    if (arguments.size() < 2) {
      System.err.print(USAGE);
      return;
    }
    List<Path> paths = arguments.stream().map(Path::of).toList();
    DocTables.replace(paths.get(0), paths.subList(1, paths.size()), System.err);
  }

  private static void hear(String[] arguments) throws Exception {
    NotificationBench bench;
    try {
      bench = NotificationBench.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      return;
    }
    System.out.print(bench.run(System.err));
  }

  private static String hear(BenchOptions options, BenchBroker broker, Installation installation)
      throws Exception {
    NotificationBench bench =
        options.isQuick()
            ? NotificationBench.parse("--quick")
            : NotificationBench.parse(
                "--rounds", Integer.toString(options.rounds()), "--messages", NOTIFICATIONS);
    return bench.run(broker, installation, System.err);
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
