package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.wire.Json;

/**
 * The register of activations that hear notifications, and of the servers that they share.
 * Activating never waits for the broker; deactivating waits for running methods. Thread-safe.
 */
final class NotificationServers {

  private static final System.Logger LOG = System.getLogger(NotificationServers.class.getName());

  private record Registered(
      NotificationServerKey key,
      NotificationServer server,
      NotificationActivation activation,
      Duration drainTimeout) {}

  private final InboundServices services;
  private final InboundLinks links;
  private final Map<ActivationKey, Registered> registered = new HashMap<>(); // guarded by this
  private final Map<NotificationServerKey, NotificationServer> servers =
      new HashMap<>(); // guarded by this

  NotificationServers(InboundServices services, InboundLinks links) {
    this.services = services;
    this.links = links;
  }

  /**
   * Begins to hear. Returns at once, whatever the broker's state.
   *
   * @throws ResourceException InvalidPropertyException naming all that is wrong with the properties
   */
  void activate(MessageEndpointFactory factory, NotificationActivationSpec spec)
      throws ResourceException {
    spec.validate(); // not every container does
    NotificationServerKey key = keyOf(spec);
    synchronized (this) {
      NotificationServer server = servers.get(key);
      boolean fresh = server == null;
      if (fresh) {
        server = new NotificationServer(key, spec, services, links.of(key.broker()));
      }
      NotificationActivation activation = new NotificationActivation(factory, spec, server);
      server.add(activation);
      registered.put(
          new ActivationKey(factory, spec),
          new Registered(key, server, activation, Duration.ofMillis(spec.getDrainTimeoutMillis())));
      if (fresh) {
        servers.put(key, server);
        links.of(key.broker()).add(server);
      }
      LOG.log(Level.DEBUG, "activation {0}: added", activation);
    }
  }

  private NotificationServerKey keyOf(NotificationActivationSpec spec)
      throws InvalidPropertyException {
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

  /**
   * Ends hearing. Waits for running methods, at most for the activation's drain timeout. Never
   * throws; an unknown activation is ignored.
   */
  void deactivate(MessageEndpointFactory factory, ActivationSpec spec) {
    Registered gone;
    boolean last;
    synchronized (this) {
      gone = registered.remove(new ActivationKey(factory, spec));
      if (gone == null) {
        return;
      }
      last = registered.values().stream().noneMatch(other -> other.key().equals(gone.key()));
      if (last) {
        servers.remove(gone.key());
      }
    }
    Deadline deadline = Deadline.after(gone.drainTimeout());
    if (last) {
      gone.server().stopConsuming();
    } else {
      gone.server().remove(gone.activation());
    }
    int left = gone.activation().close(deadline);
    if (left > 0) {
      LOG.log(
          Level.WARNING,
          "activation {0}: {1} notifications still run after {2} ms and may come again",
          gone.activation(),
          Integer.toString(left),
          Long.toString(gone.drainTimeout().toMillis()));
    }
    if (last) {
      gone.server().close();
      links.of(gone.key().broker()).remove(gone.server());
    }
    Json.forget(); // the application's classes, so that its class loader can go
  }

  /** Ends all activations that the container has left, and returns when that is done. */
  void close() {
    List<ActivationKey> all;
    synchronized (this) {
      all = new ArrayList<>(registered.keySet());
    }
    all.forEach(key -> deactivate(key.factory(), key.spec()));
  }
}
