package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkKeeper;
import org.rarebit.ra.broker.LocalHost;

/** Servers of requests. Thread-safe. */
final class RpcServerKind
    implements ServerKind<RpcActivationSpec, RpcServerKey, RpcActivation, RpcServer> {

  private final InboundServices services;
  private final ReplySenders replies;

  RpcServerKind(InboundServices services) {
    this.services = services;
    this.replies = new ReplySenders(services);
  }

  @Override
  public RpcServerKey key(MessageEndpointFactory factory, RpcActivationSpec spec)
      throws InvalidPropertyException {
    spec.validate();
    try {
      return new RpcServerKey(
          services
              .adapter()
              .settings(spec.getConnectionURL(), spec.getUserName(), spec.getPassword()),
          spec.getExchange() == null ? services.adapter().controlExchange() : spec.getExchange(),
          spec.getTopic(),
          spec.getServer() == null ? LocalHost.name() : spec.getServer());
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException("RpcActivationSpec: " + e.getMessage(), e);
    }
  }

  @Override
  public BrokerSettings broker(RpcServerKey key) {
    return key.broker();
  }

  @Override
  public Map<String, Object> shared(RpcActivationSpec spec) {
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("prefetch", spec.getPrefetch());
    shared.put("acknowledgementDelayMillis", spec.getAcknowledgementDelayMillis());
    shared.put("duplicateWindow", spec.getDuplicateWindow());
    shared.put("pingEnabled", spec.getPingEnabled());
    return shared;
  }

  @Override
  public String apart() {
    return "another server name";
  }

  @Override
  public RpcServer server(RpcServerKey key, RpcActivationSpec first, LinkKeeper supervisor) {
    return new RpcServer(key, first, services, supervisor, replies.lease(key.broker()));
  }

  @Override
  public RpcActivation activation(
      MessageEndpointFactory factory, RpcActivationSpec spec, RpcServer server)
      throws ResourceException {
    return RpcActivation.of(factory, spec, server);
  }

  @Override
  public Duration drainTimeout(RpcActivationSpec spec) {
    return Duration.ofMillis(spec.getDrainTimeoutMillis());
  }
}
