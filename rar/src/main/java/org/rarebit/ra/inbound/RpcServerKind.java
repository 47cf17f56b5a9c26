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
    RpcProperties read = spec.values();
    try {
      return new RpcServerKey(
          services.adapter().settings(read.connectionURL(), read.userName(), read.password()),
          read.exchange() == null ? services.adapter().controlExchange() : read.exchange(),
          read.topic(),
          read.server() == null ? LocalHost.name() : read.server());
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
    RpcProperties read = spec.values();
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("prefetch", read.prefetch());
    shared.put("acknowledgementDelayMillis", read.acknowledgementDelayMillis());
    shared.put("duplicateWindow", read.duplicateWindow());
    shared.put("pingEnabled", read.pingEnabled());
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
    return Duration.ofMillis(spec.values().drainTimeoutMillis());
  }
}
