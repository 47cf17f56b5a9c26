package org.rarebit.bench.peer;

/**
 * How a bean hears.
 *
 * @param batchSize how many it gets at once; 1: a bean that gets one at a time
 * @param concurrency how many it works on at once
 */
public record HearingManner(int batchSize, int concurrency) {

  private static final int PREFETCH_OF_SINGLES = 200;

  /**
   * For the table.
   *
   * @return a few words
   */
  public String label() {
    return (batchSize == 1 ? "one by one" : "batches of " + batchSize)
        + (concurrency == 1 ? ", in order" : ", " + concurrency + " at once");
  }

  /**
   * How many it may hold unsettled.
   *
   * @return so many that it does not wait for the broker
   */
  public int prefetch() {
    return batchSize == 1 ? PREFETCH_OF_SINGLES : 2 * batchSize;
  }
}
