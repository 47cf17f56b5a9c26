package org.rarebit.ra.chaos;

import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rarebit.ra.chaos.Ledger.Account;
import org.rarebit.testkit.broker.RabbitMqNode;

@Timeout(3600)
class KilledNodesChaosTest extends ChaosFixture {

  private static final int ROUNDS = LONG ? 10 : 1; // each kills each node
  private static final String ALL = "BAbaYN";

  @Test
  void quorumQueuesOutliveEachNodeOfThree() throws Exception {
    RabbitMqNode first = node("one").start();
    List<RabbitMqNode> nodes =
        List.of(first, node("two").join(first).start(), node("three").join(first).start());
    String url =
        nodes.stream()
            .map(node -> "guest:guest@127.0.0.1:" + node.port())
            .collect(Collectors.joining(",", "rabbit://", "/"));
    serve(url, true, ChaosClient.BEFORE, ChaosClient.AFTER, ChaosClient.NOTIFICATIONS);
    call(url, true, ALL + "BA");
    awaitEach(ALL, System.currentTimeMillis());

    for (int round = 0; round < ROUNDS; round++) {
      for (RabbitMqNode node : nodes) {
        traffic(1000);
        long killed = System.currentTimeMillis();
        node.crash();
        recovered(awaitEach(ALL, killed + 100)); // what was on its way has ended by then
        node.start();
        awaitEach(ALL, System.currentTimeMillis());
      }
    }
    Account account = end();

    SoftAssertions.assertSoftly(
        softly -> {
          assertSound(softly, account);
          softly.assertThat(account.lost()).as("lost").isEmpty();
          softly.assertThat(account.doubledAcrossProcesses()).isEmpty();
          assertRecoveries(softly, 5000, 5000);
        });
  }
}
