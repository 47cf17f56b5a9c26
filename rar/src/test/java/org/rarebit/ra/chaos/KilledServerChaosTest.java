package org.rarebit.ra.chaos;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.chaos.Ledger.Account;
import org.rarebit.testkit.broker.RabbitMqNode;

@Timeout(1800)
class KilledServerChaosTest extends ChaosFixture {

  private static final int KILLS = LONG ? 20 : 3;
  private static final String ALL = "AaYN";

  /**
   * What is acknowledged after the commit runs at least once: again, if the server died between the
   * method and the acknowledgement.
   */
  @Test
  void nothingIsLostWhenTheServingProcessIsKilled() throws Exception {
    RabbitMqNode node = node("node").start();
    serve(node.url(), false, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
    call(node.url(), false, ALL + "A");
    awaitEach(ALL, System.currentTimeMillis());

    for (int kill = 0; kill < KILLS; kill++) {
      traffic(1500);
      killServer();
      serve(node.url(), false, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
      long serves = System.currentTimeMillis();
      recovered(awaitFirst("A", serves));
      awaitEach(ALL, serves);
    }
    Account account = end();

    SoftAssertions.assertSoftly(
        softly -> {
          assertSound(softly, account);
          softly.assertThat(account.lost()).as("lost").isEmpty();
          assertRecoveries(softly, 1000, 5000);
        });
  }
}
