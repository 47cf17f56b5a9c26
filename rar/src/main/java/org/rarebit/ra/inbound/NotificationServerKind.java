package org.rarebit.ra.inbound;

import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Duration;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkSupervisor;

/** Servers of notifications. Thread-safe. */
final class NotificationServerKind
    implements ServerKind<
        NotificationActivationSpec,
        NotificationServerKey,
        NotificationActivation,
        NotificationServer> {

  private final InboundServices services;

  NotificationServerKind(InboundServices services) {
    this.services = services;
  }

  @Override
  public NotificationServerKey key(NotificationActivationSpec spec)
      throws InvalidPropertyException {
    spec.validate();
    try {
      return new NotificationServerKey(
          services
              .adapter()
              .settings(spec.getConnectionURL(), spec.getUserName(), spec.getPassword()),
          spec.getExchange() == null ? services.adapter().controlExchange() : spec.getExchange(),
          spec.getPool());
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException("NotificationActivationSpec: " + e.getMessage(), e);
    }
  }

  @Override
  public BrokerSettings broker(NotificationServerKey key) {
    return key.broker();
  }

  @Override
  public NotificationServer server(
      NotificationServerKey key, NotificationActivationSpec first, LinkSupervisor supervisor) {
    return new NotificationServer(key, first, services, supervisor);
  }

  @Override
  public NotificationActivation activation(
      MessageEndpointFactory factory, NotificationActivationSpec spec, NotificationServer server) {
    return new NotificationActivation(factory, spec, server);
  }

  @Override
  public Duration drainTimeout(NotificationActivationSpec spec) {
    return Duration.ofMillis(spec.getDrainTimeoutMillis());
  }
}
