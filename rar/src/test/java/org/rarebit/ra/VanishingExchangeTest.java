package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.container.FakeTransactions;

/** An exchange that deletes itself goes with the last server; its publishers stay. */
class VanishingExchangeTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  @Test
  void aFanoutAfterTheLastServerHasGoneReachesTheNextOne() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      RpcClient servers = connection.client(CALCULATOR);
      AdapterFixture.Serving serving = fixture.serve();
      servers.request("refresh").arg("what", "first").fanout();
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh first");

      fixture.deactivate(serving);
      assertThat(fixture.broker().exchangeNames()).doesNotContain("calculator_fanout");
      servers.request("refresh").arg("what", "nobody").fanout();
      fixture.serve();
      servers.request("refresh").arg("what", "second").fanout();

      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh second");
    }
  }

  @Test
  void aCallAfterTheLastServerHasGoneIsUndeliverable() throws Exception {
    try (AdapterFixture fixture =
            AdapterFixture.start(adapter -> adapter.setAutoDeleteQueues(true));
        RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      AdapterFixture.Serving serving = fixture.serve();
      assertThat(calculator.add(1, 2)).isEqualTo(3);

      fixture.deactivate(serving);
      assertThat(fixture.broker().exchangeNames()).doesNotContain("openstack");

      assertThatThrownBy(() -> calculator.add(1, 2))
          .isInstanceOf(MessageUndeliverableException.class);
      fixture.serve();
      assertThat(calculator.add(1, 2)).isEqualTo(3);
    }
  }

  @Test
  void aFanoutOfATransactionIsSentThoughItsExchangeHasGoneMeanwhile() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      AdapterFixture.Serving serving = fixture.serve();
      FakeTransactions transactions = fixture.container().transactions();
      transactions.begin();
      try (RpcConnection connection = fixture.connect()) {
        connection.proxy(Calculator.class, CALCULATOR).refresh("nobody");
      }
      fixture.deactivate(serving);
      assertThat(fixture.broker().exchangeNames()).doesNotContain("calculator_fanout");

      transactions.commit();

      assertThat(fixture.broker().exchangeNames()).contains("calculator_fanout");
      assertThat(fixture.pool().destroyed()).as("connections that broke").isZero();
    }
  }
}
