package org.rarebit.ra.outbound;

import jakarta.resource.spi.InvalidPropertyException;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.client.ClientSettings;
import org.rarebit.ra.client.NotificationDrivers;
import org.rarebit.ra.config.PropertyReader;

/**
 * What a connection factory's properties come to: which values go together, and what the engine
 * needs to know of them. Stateless.
 */
final class FactorySettings {

  private FactorySettings() {}

  /**
   * The values of a bean.
   *
   * @throws InvalidPropertyException naming all that is wrong with them
   */
  static FactoryProperties checked(RpcManagedConnectionFactory bean)
      throws InvalidPropertyException {
    PropertyReader reader = new PropertyReader(RpcManagedConnectionFactory.class);
    FactoryProperties read = FactoryProperties.of(bean, reader);
    reader.check(
        "notificationDrivers",
        () -> NotificationDrivers.of(read.notificationDrivers(), read.notificationRouting()));
    if (read.callMonitorTimeoutSeconds() == 1) {
      reader.problem(
          "callMonitorTimeoutSeconds",
          "callMonitorTimeoutSeconds must be 0 or at least 2, but is 1.");
    }
    if (read.callerKey() != null && !ContainerCaller.isSupported()) {
      reader.problem(
          "callerKey",
          "callerKey needs Jakarta Security and CDI in the server, e.g. Open Liberty's features"
              + " appSecurity-5.0 and cdi-4.0.");
    }
    if (read.mandatoryCasts() && !read.confirmCasts()) {
      reader.problem(
          "mandatoryCasts",
          "mandatoryCasts needs confirmCasts: the confirm tells that nothing came back.");
    }
    if (read.localTransaction() && !read.sendOnCommit()) {
      reader.problem(
          "localTransaction", "localTransaction needs sendOnCommit: it sends with the commit.");
    }
    reader.throwIfAny();
    return read;
  }

  /**
   * How one user of the factory calls.
   *
   * @throws InvalidPropertyException if its broker is named in a way that cannot be used
   */
  static ClientSettings forClient(
      FactoryProperties read, AdapterServices services, Credentials credentials)
      throws InvalidPropertyException {
    return new ClientSettings(
        broker(read, services, credentials),
        read.controlExchange() == null ? services.controlExchange() : read.controlExchange(),
        read.failFast(),
        read.confirmCasts(),
        read.mandatoryCasts(),
        read.retry());
  }

  private static BrokerSettings broker(
      FactoryProperties read, AdapterServices services, Credentials credentials)
      throws InvalidPropertyException {
    BrokerSettings broker;
    try {
      broker =
          services
              .settings(read.connectionURL(), read.userName(), read.password())
              .withPasswordFile(read.passwordFile());
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException(e.getMessage(), e);
    }
    return credentials.userName() == null
        ? broker
        : broker.withCredentials(credentials.userName(), credentials.password());
  }
}
