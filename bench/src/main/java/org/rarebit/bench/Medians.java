package org.rarebit.bench;

import java.util.Arrays;

/** Figures that a few bad rounds do not spoil. */
final class Medians {

  private Medians() {}

  static double of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double lowest(double... values) {
    return Arrays.stream(values).min().orElse(Double.NaN);
  }

  static double highest(double... values) {
    return Arrays.stream(values).max().orElse(Double.NaN);
  }
}
