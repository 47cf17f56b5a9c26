package org.rarebit.bench;

import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The parts of the adapter by themselves, measured with JMH for a few seconds each. */
final class JmhTable {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private JmhTable() {}

  /** Measures, in processes of their own, and returns the table. */
  static String measure(boolean quick) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("\\.[A-Za-z]+Benchmark\\.")
        .forks(1)
        .warmupIterations(quick ? 1 : 3)
        .measurementIterations(quick ? 1 : 5)
        .warmupTime(TimeValue.milliseconds(quick ? 50 : 1000))
        .measurementTime(TimeValue.milliseconds(quick ? 50 : 1000))
        .verbosity(VerboseMode.SILENT)
        .addProfiler(GCProfiler.class);
    StringBuilder table = new StringBuilder("| what | result | bytes allocated |\n|---|---|---|\n");
    for (RunResult result : new Runner(options.build()).run()) {
      Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
      String[] names = result.getParams().getBenchmark().split("\\.", -1);
      table.append(
          String.format(
              Locale.ROOT,
              "| %s.%s | %,.2f ± %,.2f %s | %s |%n",
              names[names.length - 2].replace("Benchmark", ""),
              names[names.length - 1],
              result.getPrimaryResult().getScore(),
              result.getPrimaryResult().getScoreError(),
              result.getPrimaryResult().getScoreUnit(),
              allocated == null ? "–" : String.format(Locale.ROOT, "%,.0f", allocated.getScore())));
    }
    return table.toString();
  }
}
