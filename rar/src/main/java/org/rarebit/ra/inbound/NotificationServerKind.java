package org.rarebit.ra.inbound;

import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.LinkKeeper;

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
  public NotificationServerKey key(MessageEndpointFactory factory, NotificationActivationSpec spec)
      throws InvalidPropertyException {
    spec.validate();
    NotificationProperties read = spec.values();
    boolean batched = methodsOf(factory, spec).isBatched();
    try {
      return new NotificationServerKey(
          services.adapter().settings(read.connectionURL(), read.userName(), read.password()),
          read.exchange() == null ? services.adapter().controlExchange() : read.exchange(),
          read.pool(),
          batched);
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException("NotificationActivationSpec: " + e.getMessage(), e);
    }
  }

  @Override
  public BrokerSettings broker(NotificationServerKey key) {
    return key.broker();
  }

  @Override
  public Map<String, Object> shared(NotificationActivationSpec spec) {
    NotificationProperties read = spec.values();
    Map<String, Object> shared = new LinkedHashMap<>();
    shared.put("prefetch", read.prefetch());
    shared.put("acknowledgementDelayMillis", read.acknowledgementDelayMillis());
    shared.put("duplicateWindow", read.duplicateWindow());
    shared.put("requeueDelayMillis", read.requeueDelayMillis());
    shared.put("batchSize", read.batchSize());
    shared.put("batchTimeoutMillis", read.batchTimeoutMillis());
    shared.put("queueExpirySeconds", read.queueExpirySeconds());
    shared.put("queueMaxLength", read.queueMaxLength());
    shared.put("messageTtlSeconds", read.messageTtlSeconds());
    shared.put("streamOffset", read.streamOffset());
    return shared;
  }

  @Override
  public String apart() {
    return "a pool";
  }

  @Override
  public NotificationServer server(
      NotificationServerKey key, NotificationActivationSpec first, LinkKeeper supervisor) {
    return new NotificationServer(key, first, services, supervisor);
  }

  @Override
  public NotificationActivation activation(
      MessageEndpointFactory factory, NotificationActivationSpec spec, NotificationServer server)
      throws InvalidPropertyException {
    return new NotificationActivation(factory, spec, methodsOf(factory, spec), server);
  }

  private static NotificationMethods methodsOf(
      MessageEndpointFactory factory, NotificationActivationSpec spec)
      throws InvalidPropertyException {
    try {
      NotificationMethods methods = NotificationMethods.of(factory.getEndpointClass());
      spec.requireHeard(methods.priorities());
      if (methods.isBatched() && spec.values().securityInflow()) {
        throw new IllegalArgumentException(
            "securityInflow is for one notification at a time: a batch has many callers.");
      }
      return methods;
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException("NotificationActivationSpec: " + e.getMessage(), e);
    }
  }

  @Override
  public Duration drainTimeout(NotificationActivationSpec spec) {
    return Duration.ofMillis(spec.values().drainTimeoutMillis());
  }
}
