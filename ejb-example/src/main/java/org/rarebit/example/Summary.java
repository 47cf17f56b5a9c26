package org.rarebit.example;

import java.util.DoubleSummaryStatistics;

/** What {@link Calculator#summarize} found. The last three are null if there were no values. */
public record Summary(String name, long count, Double min, Double max, Double average) {

  static Summary of(Series series) {
    DoubleSummaryStatistics statistics =
        series.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
    if (statistics.getCount() == 0) {
      return new Summary(series.name(), 0, null, null, null);
    }
    return new Summary(
        series.name(),
        statistics.getCount(),
        statistics.getMin(),
        statistics.getMax(),
        statistics.getAverage());
  }
}
