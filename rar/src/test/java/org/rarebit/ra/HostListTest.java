package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** A transport URL with two hosts: while one of them is up, calls work. */
class HostListTest {

  @Test
  void callsGoToTheHostThatIsUp() throws Exception {
    try (AdapterFixture first = AdapterFixture.start();
        AdapterFixture second = AdapterFixture.start()) {
      first.serve();
      second.serve();
      RpcManagedConnectionFactory managed = first.managedFactory();
      managed.setConnectionURL(
          "rabbit://127.0.0.1:"
              + first.broker().port()
              + ",127.0.0.1:"
              + second.broker().port()
              + "/");
      RpcConnectionFactory factory =
          (RpcConnectionFactory) managed.createConnectionFactory(first.pool());
      assertThat(sum(factory)).isEqualTo(3L);

      first.broker().stop();
      first.pool().flush(); // an idle connection may not know yet
      assertThat(sum(factory)).as("the first host is down").isEqualTo(3L);

      first.broker().start();
      first.awaitConsumers("calculator", 1);
      second.broker().stop();
      first.pool().flush();
      assertThat(sum(factory)).as("the second host is down").isEqualTo(3L);

      first.broker().stop();
      first.pool().flush();
      assertThatThrownBy(() -> sum(factory))
          .isInstanceOf(NoConnectionException.class)
          .hasMessageContaining("127.0.0.1:" + first.broker().port())
          .hasMessageContaining("127.0.0.1:" + second.broker().port());
    }
  }

  private static Object sum(RpcConnectionFactory factory) throws Exception {
    try (RpcConnection connection = factory.getConnection()) {
      return connection
          .client(Target.topic("calculator"))
          .request("add")
          .arg("a", 1)
          .arg("b", 2)
          .call();
    }
  }
}
