package org.rarebit.ra;

import jakarta.resource.spi.InvalidPropertyException;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Names;
import org.rarebit.ra.broker.QueueIds;
import org.rarebit.ra.broker.TlsSettings;
import org.rarebit.ra.config.PropertyReader;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;

/**
 * What the properties of the resource adapter mean, once they are checked. Immutable.
 *
 * @param broker where the broker is, unless a factory or an activation says otherwise
 * @param origin who says where the broker is
 * @param controlExchange the exchange of targets that name none
 * @param topology names and settings of exchanges and queues
 * @param queueIds names the queues of this adapter alone
 * @param limits what is accepted from the network
 * @param workName what the server may show Works as; null for no name
 */
record AdapterConfiguration(
    BrokerSettings broker,
    String origin,
    String controlExchange,
    Topology topology,
    QueueIds queueIds,
    Limits limits,
    String workName) {

  private static final long MILLIS_PER_SECOND = 1000;

  /** A transport URL, and who says it. */
  private record Source(String url, String origin) {}

  /**
   * Reads a bean.
   *
   * @throws InvalidPropertyException naming all that is wrong
   */
  static AdapterConfiguration of(RarebitResourceAdapter bean) throws InvalidPropertyException {
    PropertyReader reader = new PropertyReader(RarebitResourceAdapter.class);
    AdapterProperties values = AdapterProperties.of(bean, reader);
    checkCombinations(values, reader);
    Source source = sourceOf(values);
    if (values.connectionURL() == null) { // else it has been checked
      String origin = source.origin();
      reader.check("connectionURL", () -> reader.url(origin, source.url()));
    }
    reader.throwIfAny();
    return new AdapterConfiguration(
        brokerOf(values, source.url()),
        source.origin(),
        values.controlExchange(),
        new Topology(topologyOf(values)),
        queueIdsOf(values),
        new Limits(values.maxBodyBytes(), values.maxNesting()),
        values.workName());
  }

  private static void checkCombinations(AdapterProperties values, PropertyReader reader) {
    if (values.quorumQueues() && values.autoDeleteQueues()) {
      reader.problem(
          "autoDeleteQueues",
          "quorumQueues and autoDeleteQueues exclude each other, since RabbitMQ has no quorum"
              + " queues that delete themselves: set one of them to false.");
    }
    if (values.streamFanout() && !values.transientQuorumQueues()) {
      reader.problem(
          "streamFanout",
          "streamFanout needs transientQuorumQueues=true, by which publishers know that the fanout"
              + " exchange is durable.");
    }
    if (values.saslExternal() && values.keyStore() == null) {
      reader.require(
          "keyStore",
          "With saslExternal=true, set it to the PKCS#12 file of the certificate that is the"
              + " login.");
    }
    if (values.queueManager() && values.processName() == null) {
      reader.require(
          "processName",
          "With queueManager=true, set it to a name that no other server on this host has, e.g."
              + " \"payara-1\".");
    }
  }

  private static Source sourceOf(AdapterProperties values) {
    if (values.connectionURL() != null) {
      return new Source(values.connectionURL(), "the property connectionURL");
    }
    String property = System.getProperty(RarebitResourceAdapter.URL_PROPERTY);
    if (property != null) {
      return new Source(property, "the system property " + RarebitResourceAdapter.URL_PROPERTY);
    }
    String variable = System.getenv(RarebitResourceAdapter.URL_VARIABLE);
    return variable == null
        ? new Source("rabbit://", "nobody, so it is this machine")
        : new Source(variable, "the environment variable " + RarebitResourceAdapter.URL_VARIABLE);
  }

  private static BrokerSettings brokerOf(AdapterProperties values, String url) {
    BrokerSettings settings =
        BrokerSettings.of(
                url,
                values.connectTimeoutMillis(),
                values.heartbeatSeconds(),
                values.channelsPerLink(),
                Compression.named(values.compression()).orElseThrow())
            .withTls(tlsOf(values));
    BrokerSettings ofUser =
        values.userName() == null
            ? settings
            : settings.withCredentials(
                values.userName(), values.password() == null ? "" : values.password());
    return ofUser.withPasswordFile(values.passwordFile());
  }

  private static TlsSettings tlsOf(AdapterProperties values) {
    return new TlsSettings(
        values.trustStore(),
        values.trustStorePassword(),
        values.keyStore(),
        values.keyStorePassword(),
        values.verifyHostName(),
        values.saslExternal());
  }

  private static TopologyOptions topologyOf(AdapterProperties values) {
    return new TopologyOptions(
        values.durableQueues(),
        values.autoDeleteQueues(),
        values.quorumQueues(),
        values.transientQuorumQueues(),
        values.transientQueuesTtlSeconds() * MILLIS_PER_SECOND,
        values.quorumDeliveryLimit(),
        values.quorumMaxMemoryLength(),
        values.quorumMaxMemoryBytes(),
        values.streamFanout());
  }

  private static QueueIds queueIdsOf(AdapterProperties values) {
    return values.queueManager()
        ? QueueIds.numbered(
            values.hostName() == null ? Names.ofThisHost() : values.hostName(),
            values.processName())
        : QueueIds.random();
  }
}
