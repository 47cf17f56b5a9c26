package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Options in the query of a transport URL that are Python's: deployment tools write one URL for all
 * services. What says how Python itself works does not count here, and is logged once; what decides
 * how queues are declared, or who logs in, is a property here, and an error where nobody would read
 * it; what nobody knows is misspelt.
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/configuration/opts.html">oslo.messaging,
 *     configuration options, oslo_messaging_rabbit</a>
 */
final class ForeignOptions {

  private static final System.Logger LOG = System.getLogger(ForeignOptions.class.getName());

  /** Ours for what Python reads in the URL. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("amqp_durable_queues", "durableQueues"),
          Map.entry("amqp_auto_delete", "autoDeleteQueues"),
          Map.entry("rabbit_quorum_queue", "quorumQueues"),
          Map.entry("rabbit_transient_quorum_queue", "transientQuorumQueues"),
          Map.entry("rabbit_transient_queues_ttl", "transientQueuesTtlSeconds"),
          Map.entry("rabbit_quorum_delivery_limit", "quorumDeliveryLimit"),
          Map.entry("rabbit_quorum_max_memory_length", "quorumMaxMemoryLength"),
          Map.entry("rabbit_quorum_max_memory_bytes", "quorumMaxMemoryBytes"),
          Map.entry("rabbit_quroum_max_memory_length", "quorumMaxMemoryLength"),
          Map.entry("rabbit_quroum_max_memory_bytes", "quorumMaxMemoryBytes"),
          Map.entry("rabbit_stream_fanout", "streamFanout"),
          Map.entry("rabbit_login_method", "saslExternal"),
          Map.entry("use_queue_manager", "queueManager"),
          Map.entry("hostname", "hostName"),
          Map.entry("processname", "processName"));

  /** What is said of them besides that they do not count. */
  private static final Map<String, String> HINTS =
      Map.of(
          "ssl_ca_file", ": the property trustStore is what counts",
          "ssl_cert_file", ": the property keyStore is what counts",
          "ssl_key_file", ": the property keyStore is what counts",
          "ssl_enforce_hostname_verification", ": the property verifyHostName is what counts",
          "rabbit_qos_prefetch_count", ": the property prefetch of a bean is what counts");

  private static final Set<String> OTHERS =
      Set.of(
          "ssl_version",
          "ssl_enforce_fips_mode",
          "connect_timeout",
          "read_timeout",
          "write_timeout",
          "socket_timeout",
          "rpc_conn_pool_size",
          "conn_pool_min_size",
          "conn_pool_ttl",
          "heartbeat_rate",
          "heartbeat_in_pthread",
          "kombu_reconnect_delay",
          "kombu_reconnect_splay",
          "kombu_missing_consumer_retry_timeout",
          "kombu_failover_strategy",
          "rabbit_retry_interval",
          "rabbit_retry_backoff",
          "rabbit_interval_max",
          "rabbit_ha_queues",
          "direct_mandatory_flag",
          "enable_cancel_on_failover");

  /** Bounded by the names above. */
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private ForeignOptions() {}

  /**
   * Judges an option.
   *
   * @throws IllegalArgumentException if it must be a property, or is unknown
   */
  static void check(String option) {
    if (HINTS.containsKey(option) || OTHERS.contains(option)) {
      if (SAID.add(option)) {
        LOG.log(
            Level.INFO,
            "connectionURL: the option {0} does not count here{1}",
            option,
            HINTS.getOrDefault(option, ""));
      }
      return;
    }
    String property = PROPERTIES.get(option);
    if (property != null) {
      throw new IllegalArgumentException(
          "connectionURL has the option "
              + option
              + ", which is the property "
              + property
              + " of the resource adapter here: set that, and leave the option out.");
    }
    throw new IllegalArgumentException(
        "connectionURL has the unknown option \""
            + LogText.of(option)
            + "\". Known are ssl, heartbeat_timeout_threshold, kombu_compression, and those of"
            + " oslo.messaging that do not count here.");
  }
}
