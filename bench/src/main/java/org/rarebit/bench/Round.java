package org.rarebit.bench;

import java.util.concurrent.TimeUnit;

/**
 * What one turn of one peer gave.
 *
 * @param latencies of its calls
 * @param nanos how long it lasted
 */
record Round(Samples latencies, long nanos) {

  double callsPerSecond() {
    return latencies.size() / (nanos / (double) TimeUnit.SECONDS.toNanos(1));
  }
}
