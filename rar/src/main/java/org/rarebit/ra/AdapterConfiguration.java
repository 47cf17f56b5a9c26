package org.rarebit.ra;

import java.util.ArrayList;
import java.util.List;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LocalHost;
import org.rarebit.ra.broker.QueueIds;
import org.rarebit.ra.broker.TlsSettings;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;

/**
 * What the properties of the resource adapter mean, once they are checked. Immutable.
 *
 * @param broker where the broker is, unless a factory or an activation says otherwise
 * @param controlExchange the exchange of targets that name none
 * @param topology names and settings of exchanges and queues
 * @param queueIds names the queues of this adapter alone
 * @param limits what is accepted from the network
 * @param workName what the server may show Works as; null for no name
 */
record AdapterConfiguration(
    BrokerSettings broker,
    String controlExchange,
    Topology topology,
    QueueIds queueIds,
    Limits limits,
    String workName) {

  private static final long MILLIS_PER_SECOND = 1000;
  private static final int HIGHEST_NESTING = 1000;
  private static final long LONGEST_TTL_SECONDS = 315_360_000; // ten years; RabbitMQ takes no more

  /**
   * Reads a bean.
   *
   * @throws IllegalArgumentException naming all that is wrong
   */
  static AdapterConfiguration of(RarebitResourceAdapter bean) {
    List<String> problems = problemsOf(bean);
    BrokerSettings broker = null;
    try {
      broker = brokerOf(bean);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", problems));
    }
    return new AdapterConfiguration(
        broker,
        bean.getControlExchange(),
        new Topology(topologyOf(bean)),
        queueIdsOf(bean),
        new Limits(bean.getMaxBodyBytes(), bean.getMaxNesting()),
        blankToNull(bean.getWorkName()));
  }

  private static List<String> problemsOf(RarebitResourceAdapter bean) {
    List<String> problems = new ArrayList<>();
    range(problems, "connectTimeoutMillis", bean.getConnectTimeoutMillis(), 100, Integer.MAX_VALUE);
    range(problems, "heartbeatSeconds", bean.getHeartbeatSeconds(), 0, 65_535);
    range(problems, "channelsPerLink", bean.getChannelsPerLink(), 1, 2000);
    range(
        problems,
        "transientQueuesTtlSeconds",
        bean.getTransientQueuesTtlSeconds(),
        0,
        LONGEST_TTL_SECONDS);
    range(problems, "quorumDeliveryLimit", bean.getQuorumDeliveryLimit(), 0, Long.MAX_VALUE);
    range(problems, "quorumMaxMemoryLength", bean.getQuorumMaxMemoryLength(), 0, Long.MAX_VALUE);
    range(problems, "quorumMaxMemoryBytes", bean.getQuorumMaxMemoryBytes(), 0, Long.MAX_VALUE);
    range(problems, "maxBodyBytes", bean.getMaxBodyBytes(), 1, Integer.MAX_VALUE);
    range(problems, "maxNesting", bean.getMaxNesting(), 1, HIGHEST_NESTING);
    flag(problems, "durableQueues", bean.getDurableQueues());
    flag(problems, "autoDeleteQueues", bean.getAutoDeleteQueues());
    flag(problems, "quorumQueues", bean.getQuorumQueues());
    flag(problems, "transientQuorumQueues", bean.getTransientQuorumQueues());
    flag(problems, "streamFanout", bean.getStreamFanout());
    flag(problems, "queueManager", bean.getQueueManager());
    flag(problems, "verifyHostName", bean.getVerifyHostName());
    flag(problems, "saslExternal", bean.getSaslExternal());
    if (isBlank(bean.getControlExchange())) {
      problems.add("controlExchange must not be empty.");
    }
    if (Compression.named(bean.getCompression()).isEmpty()) {
      problems.add("compression must be none or gzip, but is " + bean.getCompression() + ".");
    }
    combinations(problems, bean);
    return problems;
  }

  private static void combinations(List<String> problems, RarebitResourceAdapter bean) {
    if (isTrue(bean.getQuorumQueues()) && isTrue(bean.getAutoDeleteQueues())) {
      problems.add(
          "quorumQueues and autoDeleteQueues exclude each other, since RabbitMQ has no quorum"
              + " queues that delete themselves: set one of them to false.");
    }
    if (isTrue(bean.getStreamFanout()) && !isTrue(bean.getTransientQuorumQueues())) {
      problems.add(
          "streamFanout needs transientQuorumQueues=true, by which publishers know that the fanout"
              + " exchange is durable.");
    }
    if (isTrue(bean.getSaslExternal()) && isBlank(bean.getKeyStore())) {
      problems.add(
          "\"keyStore\" is missing. With saslExternal=true, set it to the PKCS#12 file of the"
              + " certificate that is the login.");
    }
    if (isTrue(bean.getQueueManager()) && isBlank(bean.getProcessName())) {
      problems.add(
          "\"processName\" is missing. With queueManager=true, set it to a name that no other"
              + " server on this host has, e.g. \"payara-1\".");
    }
  }

  private static void range(
      List<String> problems, String name, Number value, long least, long most) {
    if (value != null && value.longValue() >= least && value.longValue() <= most) {
      return;
    }
    String allowed =
        most == Long.MAX_VALUE || most == Integer.MAX_VALUE
            ? "at least " + least
            : "between " + least + " and " + most;
    problems.add(name + " must be " + allowed + ", but is " + value + ".");
  }

  private static void flag(List<String> problems, String name, Boolean value) {
    if (value == null) {
      problems.add(name + " must be true or false.");
    }
  }

  private static BrokerSettings brokerOf(RarebitResourceAdapter bean) {
    Compression compression = Compression.named(bean.getCompression()).orElse(Compression.NONE);
    BrokerSettings settings =
        BrokerSettings.of(
                effectiveUrl(bean.getConnectionURL()),
                orZero(bean.getConnectTimeoutMillis()),
                orZero(bean.getHeartbeatSeconds()),
                orZero(bean.getChannelsPerLink()),
                compression)
            .withTls(tlsOf(bean));
    return bean.getUserName() == null
        ? settings
        : settings.withCredentials(
            bean.getUserName(), bean.getPassword() == null ? "" : bean.getPassword());
  }

  private static TlsSettings tlsOf(RarebitResourceAdapter bean) {
    return new TlsSettings(
        blankToNull(bean.getTrustStore()),
        bean.getTrustStorePassword(),
        blankToNull(bean.getKeyStore()),
        bean.getKeyStorePassword(),
        !Boolean.FALSE.equals(bean.getVerifyHostName()),
        isTrue(bean.getSaslExternal()));
  }

  private static String blankToNull(String text) {
    return isBlank(text) ? null : text;
  }

  /** A missing number is a problem of its own. */
  private static int orZero(Integer value) {
    return value == null ? 0 : value;
  }

  private static String effectiveUrl(String connectionUrl) {
    if (!isBlank(connectionUrl)) {
      return connectionUrl;
    }
    String property = System.getProperty(RarebitResourceAdapter.URL_PROPERTY);
    if (property != null) {
      return property;
    }
    String variable = System.getenv(RarebitResourceAdapter.URL_VARIABLE);
    return variable == null ? "rabbit://" : variable;
  }

  private static TopologyOptions topologyOf(RarebitResourceAdapter bean) {
    return new TopologyOptions(
        bean.getDurableQueues(),
        bean.getAutoDeleteQueues(),
        bean.getQuorumQueues(),
        bean.getTransientQuorumQueues(),
        bean.getTransientQueuesTtlSeconds() * MILLIS_PER_SECOND,
        bean.getQuorumDeliveryLimit(),
        bean.getQuorumMaxMemoryLength(),
        bean.getQuorumMaxMemoryBytes(),
        bean.getStreamFanout());
  }

  private static QueueIds queueIdsOf(RarebitResourceAdapter bean) {
    if (!bean.getQueueManager()) {
      return QueueIds.random();
    }
    String host = isBlank(bean.getHostName()) ? LocalHost.name() : bean.getHostName();
    return QueueIds.numbered(host, bean.getProcessName());
  }

  private static boolean isTrue(Boolean value) {
    return value != null && value;
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }
}
