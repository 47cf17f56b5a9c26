package org.rarebit.ra;

import org.rarebit.ra.config.PropertyReader;

// <properties> made by PropertySources from rar/src/properties/properties.xml, do not edit

/**
 * The checked values of the properties of {@link RarebitResourceAdapter}. What is not set, and has
 * no default, is null. Immutable.
 */
record AdapterProperties(
    String connectionURL,
    String userName,
    String password,
    String passwordFile,
    String controlExchange,
    int connectTimeoutMillis,
    int heartbeatSeconds,
    int channelsPerLink,
    String compression,
    boolean durableQueues,
    boolean autoDeleteQueues,
    boolean quorumQueues,
    boolean transientQuorumQueues,
    int transientQueuesTtlSeconds,
    long quorumDeliveryLimit,
    long quorumMaxMemoryLength,
    long quorumMaxMemoryBytes,
    boolean streamFanout,
    boolean queueManager,
    String hostName,
    String processName,
    int maxBodyBytes,
    int maxNesting,
    String trustStore,
    String trustStorePassword,
    String keyStore,
    String keyStorePassword,
    boolean verifyHostName,
    boolean saslExternal,
    String workName) {

  /** Reads a bean. What is wrong is told to the reader, and has a stand-in here. */
  static AdapterProperties of(RarebitResourceAdapter bean, PropertyReader read) {
    return new AdapterProperties(
        read.url("connectionURL", bean.getConnectionURL()),
        read.text("userName", bean.getUserName()),
        read.secret("password", bean.getPassword()),
        read.text("passwordFile", bean.getPasswordFile()),
        read.name(
            "controlExchange",
            bean.getControlExchange(),
            255,
            "Set it to oslo.messaging's \"openstack\" or to your own."),
        read.integer(
            "connectTimeoutMillis", bean.getConnectTimeoutMillis(), 100, Integer.MAX_VALUE),
        read.integer("heartbeatSeconds", bean.getHeartbeatSeconds(), 0, 65535),
        read.integer("channelsPerLink", bean.getChannelsPerLink(), 1, 2000),
        read.choice("compression", bean.getCompression(), "none", "gzip"),
        read.flag("durableQueues", bean.getDurableQueues()),
        read.flag("autoDeleteQueues", bean.getAutoDeleteQueues()),
        read.flag("quorumQueues", bean.getQuorumQueues()),
        read.flag("transientQuorumQueues", bean.getTransientQuorumQueues()),
        read.integer(
            "transientQueuesTtlSeconds", bean.getTransientQueuesTtlSeconds(), 0, 315360000),
        read.number("quorumDeliveryLimit", bean.getQuorumDeliveryLimit(), 0L, Long.MAX_VALUE),
        read.number("quorumMaxMemoryLength", bean.getQuorumMaxMemoryLength(), 0L, Long.MAX_VALUE),
        read.number("quorumMaxMemoryBytes", bean.getQuorumMaxMemoryBytes(), 0L, Long.MAX_VALUE),
        read.flag("streamFanout", bean.getStreamFanout()),
        read.flag("queueManager", bean.getQueueManager()),
        read.text("hostName", bean.getHostName()),
        read.text("processName", bean.getProcessName()),
        read.integer("maxBodyBytes", bean.getMaxBodyBytes(), 1, Integer.MAX_VALUE),
        read.integer("maxNesting", bean.getMaxNesting(), 1, 1000),
        read.text("trustStore", bean.getTrustStore()),
        read.secret("trustStorePassword", bean.getTrustStorePassword()),
        read.text("keyStore", bean.getKeyStore()),
        read.secret("keyStorePassword", bean.getKeyStorePassword()),
        read.flag("verifyHostName", bean.getVerifyHostName()),
        read.flag("saslExternal", bean.getSaslExternal()),
        read.text("workName", bean.getWorkName()));
  }

  /** No values: some of them are secrets. */
  @Override
  public String toString() {
    return "AdapterProperties";
  }
}
