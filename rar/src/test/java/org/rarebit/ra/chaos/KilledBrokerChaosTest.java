package org.rarebit.ra.chaos;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.chaos.Ledger.Account;
import org.rarebit.testkit.broker.RabbitMqNode;

@Timeout(1800)
@Tag("peers")
class KilledBrokerChaosTest extends ChaosFixture {

  private static final int KILLS = LONG ? 20 : 3;
  private static final String ALL = "BAbaYN";

  @Test
  void nothingIsLostAndNothingRunsTwiceWhenTheBrokerIsKilled() throws Exception {
    RabbitMqNode node = node("node").start();
    serve(node.url(), false, ChaosClient.BEFORE, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
    call(node.url(), false, ALL + "BA");
    awaitEach(ALL, System.currentTimeMillis());

    for (int kill = 0; kill < KILLS; kill++) {
      traffic(1000);
      node.crash();
      node.start();
      long listens = System.currentTimeMillis();
      recovered(awaitFirst("BA", listens));
      awaitEach(ALL, listens);
    }
    Account account = end();

    SoftAssertions.assertSoftly(
        softly -> {
          assertSound(softly, account);
          softly.assertThat(account.lost()).as("lost").isEmpty();
          softly.assertThat(account.doubledAcrossProcesses()).isEmpty();
          assertRecoveries(softly, 1000, 5000);
        });
  }
}
