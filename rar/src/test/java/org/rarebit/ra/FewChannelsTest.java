package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.EndpointStyle;

/** A broker that allows few channels on a connection gets more connections. */
class FewChannelsTest {

  private static final int CHANNELS = 10;
  private static final int BEANS = 15;
  private static final int CONNECTIONS = 10;

  private final EmbeddedBroker broker = EmbeddedBroker.builder().channelMax(CHANNELS).build();
  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    broker.start();
    fixture = AdapterFixture.startAt(broker.url(), adapter -> {});
  }

  @AfterEach
  void stop() {
    fixture.close();
    broker.close();
  }

  @Test
  void allBeansServeAndAllConnectionsCallThoughTheyNeedMoreThanOne() throws Exception {
    LoggedLines log = LoggedLines.of("org.rarebit.ra");
    for (int i = 0; i < BEANS; i++) {
      RpcActivationSpec spec = fixture.spec("node1");
      spec.setTopic("calculator" + i);
      fixture.activate(spec, EndpointStyle.STANDARD);
    }
    for (int i = 0; i < BEANS; i++) {
      String queue = "calculator" + i;
      assertThat(
              broker.await(
                  AdapterFixture.PATIENCE,
                  b -> b.queueNames().contains(queue) && b.consumerCount(queue) == 1))
          .as("%s is served", queue)
          .isTrue();
    }

    List<RpcConnection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(fixture.connect());
      }
      for (int i = 0; i < BEANS; i++) {
        RpcConnection one = connections.get(i % CONNECTIONS);
        assertThat(
                one.client(Target.topic("calculator" + i))
                    .request("add")
                    .arg("a", i)
                    .arg("b", 1)
                    .call())
            .isEqualTo(i + 1L);
      }
    } finally {
      connections.forEach(RpcConnection::close);
      log.close();
    }
    assertThat(log.warnings()).isEmpty();
    assertThat(log.errors()).isEmpty();

    assertThat(broker.connections()).allMatch(one -> one.channels() <= CHANNELS);
    assertThat(broker.connections().stream().mapToInt(one -> one.channels()).sum())
        .as("more than one connection has")
        .isGreaterThan(CHANNELS);
  }
}
