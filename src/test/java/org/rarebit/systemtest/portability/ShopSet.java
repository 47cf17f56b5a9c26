package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Eventually;

/** The same, where the WAR defines a connection factory of its own. */
abstract class ShopSet extends InstallationSet {

  ShopSet(String name) {
    super(name);
  }

  @Test
  void aPageOfAWarCallsABeanOfTheSameWarThroughThePool() throws Exception {
    Eventually.assertThat(
        () ->
            assertThat(get("shop/buy?item=bolt").body())
                .startsWith("bought, ")
                .endsWith(" are left"));
  }

  /** Six times as many as the pool has; of what they send, nothing is lost and nothing doubled. */
  @Test
  void manyAtOnceGetTheFewConnectionsOfAPoolInTurns() throws Exception {
    int threads = 24;
    int times = 100;
    int sent = threads * times;
    Eventually.assertThat(() -> assertThat(crowd(0)).isEqualTo("100 nails, 100 pegs"));
    ExecutorService crowd = Executors.newFixedThreadPool(threads);
    try {
      Callable<String> one = () -> crowd(times);
      for (Future<String> came : crowd.invokeAll(Collections.nCopies(threads, one))) {
        assertThat(came.get()).matches("-?\\d+ nails, \\d+ pegs");
      }
    } finally {
      crowd.shutdownNow();
    }

    Eventually.assertThat(
        () -> assertThat(crowd(0)).isEqualTo("%d nails, %d pegs", 100 - sent, 100 + 2 * sent));
    assertThat(log()).noneMatch(line -> line.contains("IJ000609")); // a connection came back twice
  }

  private String crowd(int times) {
    return get("shop/crowd?times=" + times).body();
  }
}
