package org.rarebit.bench.load;

import java.util.Arrays;

/** Latencies in nanoseconds. Used by one thread at a time. */
final class Samples {

  private long[] values = new long[1024];
  private int size;
  private boolean sorted;

  void add(long nanos) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = nanos;
    sorted = false;
  }

  void add(Samples others) {
    for (int i = 0; i < others.size; i++) {
      add(others.values[i]);
    }
  }

  int size() {
    return size;
  }

  /**
   * The value that this share of the samples does not exceed, in microseconds.
   *
   * @param share from 0 to 1
   */
  double micros(double share) {
    if (size == 0) {
      return Double.NaN;
    }
    if (!sorted) {
      Arrays.sort(values, 0, size);
      sorted = true;
    }
    int index = (int) Math.ceil(share * size) - 1;
    return values[Math.max(0, index)] / 1000.0;
  }
}
