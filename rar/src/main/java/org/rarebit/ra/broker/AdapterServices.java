package org.rarebit.ra.broker;

import java.util.concurrent.Executor;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Topology;

/**
 * What the adapter's parts share: the defaults of its properties and the links for publishing.
 * Owned by the resource adapter, or, in plain Java, by the one managed connection factory.
 * Thread-safe.
 *
 * @param defaults where the broker is, unless a factory or an activation says otherwise
 * @param controlExchange the exchange of targets that name none
 * @param topology names and settings of exchanges and queues
 * @param queueIds names the queues of this adapter alone
 * @param limits what is accepted from the network
 * @param links the links for publishing
 * @param works runs what may wait or is an application's: on the container's threads, where there
 *     is one
 * @param scheduler runs short tasks later
 * @param monitors what is shown in JMX as long as it runs
 */
public record AdapterServices(
    BrokerSettings defaults,
    String controlExchange,
    Topology topology,
    QueueIds queueIds,
    Limits limits,
    LinkPool links,
    Executor works,
    Scheduler scheduler,
    Monitors monitors) {

  /**
   * Implemented by the resource adapter bean, so that the beans associated with it find the
   * services.
   */
  public interface Provider {

    /**
     * The services of this adapter.
     *
     * @return never null
     * @throws IllegalStateException if the adapter is not started
     */
    AdapterServices services();
  }

  /**
   * The defaults, with what a factory or an activation sets itself.
   *
   * @param connectionUrl a transport URL, or null for the adapter's
   * @param userName a user for all hosts, or null for those of the URL
   * @param password the user's password; used only with a user
   * @return the settings
   * @throws IllegalArgumentException if the URL is malformed
   */
  public BrokerSettings settings(String connectionUrl, String userName, String password) {
    BrokerSettings settings =
        connectionUrl == null
            ? defaults
            : BrokerSettings.of(
                    connectionUrl,
                    defaults.connectTimeoutMillis(),
                    defaults.heartbeatSeconds(),
                    defaults.channelsPerLink(),
                    defaults.compression())
                .withTls(defaults.tlsSettings());
    return userName == null
        ? settings
        : settings.withCredentials(userName, password == null ? "" : password);
  }
}
