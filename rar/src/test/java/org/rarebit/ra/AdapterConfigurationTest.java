package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;
import org.rarebit.testkit.container.FakeContainer;

class AdapterConfigurationTest {

  private final RarebitResourceAdapter bean = new RarebitResourceAdapter();

  @Test
  void nothingSetIsWhatPythonDoesWithNothingSet() throws Exception {
    AdapterConfiguration configuration = configuration();

    Topology python = new Topology(TopologyOptions.DEFAULT);
    assertThat(configuration.topology().topicQueue("t")).isEqualTo(python.topicQueue("t"));
    assertThat(configuration.topology().replyQueue("1")).isEqualTo(python.replyQueue("1"));
    assertThat(configuration.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(configuration.broker()).isEqualTo(BrokerSettings.of("rabbit://broker"));
  }

  @Test
  void eachPropertyOfQueuesReachesTheirDeclaration() throws Exception {
    bean.setDurableQueues(true);
    bean.setQuorumQueues(true);
    bean.setTransientQuorumQueues(true);
    bean.setTransientQueuesTtlSeconds(60);
    bean.setQuorumDeliveryLimit(3L);
    bean.setQuorumMaxMemoryLength(4L);
    bean.setQuorumMaxMemoryBytes(5_000_000_000L);

    Queue topic = configuration().topology().topicQueue("t");
    Queue reply = configuration().topology().replyQueue("1");

    assertThat(topic.durable()).isTrue();
    assertThat(topic.arguments())
        .containsEntry("x-queue-type", "quorum")
        .containsEntry("x-delivery-limit", 3)
        .containsEntry("x-max-in-memory-length", 4)
        .containsEntry("x-max-in-memory-bytes", 5_000_000_000L);
    assertThat(reply.durable()).isTrue();
    assertThat(reply.arguments())
        .containsEntry("x-queue-type", "quorum")
        .containsEntry("x-expires", 60_000);
  }

  @Test
  void autoDeletionIsOfExchangesAndSharedQueues() throws Exception {
    bean.setAutoDeleteQueues(true);

    Topology topology = configuration().topology();

    assertThat(topology.controlExchange("e")).isEqualTo(new Exchange("e", "topic", false, true));
    assertThat(topology.topicQueue("t").autoDelete()).isTrue();
    assertThat(topology.replyQueue("1").autoDelete()).isFalse();
  }

  @Test
  void compressionAndLimitsAreTaken() throws Exception {
    bean.setCompression("gzip");
    bean.setMaxBodyBytes(1000);
    bean.setMaxNesting(7);

    assertThat(configuration().broker().compression()).isEqualTo(Compression.GZIP);
    assertThat(configuration().limits()).isEqualTo(new Limits(1000, 7));
  }

  @Test
  void anOptionOfTheUrlWinsOverTheProperty() throws Exception {
    bean.setHeartbeatSeconds(30);
    bean.setConnectionURL(
        "rabbit://broker/?heartbeat_timeout_threshold=7&kombu_compression=gzip&ssl=1");

    BrokerSettings broker = configuration().broker();

    assertThat(broker.heartbeatSeconds()).isEqualTo(7);
    assertThat(broker.compression()).isEqualTo(Compression.GZIP);
    assertThat(broker.tls()).isTrue();
  }

  @Test
  void everyProblemIsNamedInOneMessage() {
    bean.setConnectionURL("rabbit://broker/?kombu_compression=bz2");
    bean.setControlExchange(" ");
    bean.setConnectTimeoutMillis(1);
    bean.setHeartbeatSeconds(null);
    bean.setChannelsPerLink(0);
    bean.setCompression("lzma");
    bean.setDurableQueues(null);
    bean.setQuorumQueues(true);
    bean.setAutoDeleteQueues(true);
    bean.setStreamFanout(true);
    bean.setQueueManager(true);
    bean.setTransientQueuesTtlSeconds(-1);
    bean.setQuorumDeliveryLimit(-2L);
    bean.setMaxBodyBytes(0);
    bean.setMaxNesting(1001);

    assertThatThrownBy(() -> new FakeContainer().start(bean))
        .isInstanceOf(ResourceException.class)
        .hasMessageStartingWith("RarebitResourceAdapter: ")
        .hasMessageContaining("kombu_compression must be gzip, but is \"bz2\".")
        .hasMessageContaining("\"controlExchange\" is missing.")
        .hasMessageContaining("connectTimeoutMillis must be at least 100, but is 1.")
        .hasMessageContaining("heartbeatSeconds must be between 0 and 65535, but is null.")
        .hasMessageContaining("channelsPerLink must be between 1 and 2000, but is 0.")
        .hasMessageContaining("compression must be none or gzip, but is lzma.")
        .hasMessageContaining("durableQueues must be true or false.")
        .hasMessageContaining("quorumQueues and autoDeleteQueues exclude each other")
        .hasMessageContaining("streamFanout needs transientQuorumQueues=true")
        .hasMessageContaining("\"processName\" is missing")
        .hasMessageContaining(
            "transientQueuesTtlSeconds must be between 0 and 315360000, but is -1.")
        .hasMessageContaining("quorumDeliveryLimit must be at least 0, but is -2.")
        .hasMessageContaining("maxBodyBytes must be at least 1, but is 0.")
        .hasMessageContaining("maxNesting must be between 1 and 1000, but is 1001.");
  }

  @Test
  void adaptersThatDifferInOnePropertyAreNotEqual() {
    RarebitResourceAdapter other = new RarebitResourceAdapter();
    assertThat(bean).isEqualTo(other).hasSameHashCodeAs(other);

    other.setStreamFanout(true);

    assertThat(bean).isNotEqualTo(other);
  }

  private AdapterConfiguration configuration() throws InvalidPropertyException {
    if (bean.getConnectionURL() == null) {
      bean.setConnectionURL("rabbit://broker"); // never the machine's own
    }
    return AdapterConfiguration.of(bean);
  }
}
