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
import org.rarebit.ra.broker.LocalHost;
import org.rarebit.ra.wire.Json;

/**
 * The register of activations that serve, and of the servers that they share. Activating never
 * waits for the broker; deactivating waits for running requests. Thread-safe.
 */
final class RpcServers {

  private static final System.Logger LOG = System.getLogger(RpcServers.class.getName());

  private record Registered(
      ServerKey key,
      RpcServer server,
      Activation activation,
      ActivationMonitor monitor,
      Duration drainTimeout) {}

  private final InboundServices services;
  private final InboundLinks links;
  private final Map<ActivationKey, Registered> registered = new HashMap<>(); // guarded by this
  private final Map<ServerKey, RpcServer> servers = new HashMap<>(); // guarded by this

  /**
   * An empty register.
   *
   * @param services what the servers need
   * @param links shared with other consumers
   */
  RpcServers(InboundServices services, InboundLinks links) {
    this.services = services;
    this.links = links;
  }

  /**
   * Begins to serve. Returns at once, whatever the broker's state.
   *
   * @param factory makes the bean's endpoints
   * @param spec what it serves, and how
   * @throws ResourceException InvalidPropertyException naming all that is wrong with the properties
   *     or the bean
   */
  void activate(MessageEndpointFactory factory, RpcActivationSpec spec) throws ResourceException {
    spec.validate(); // not every container does
    ServerKey key = keyOf(spec);
    synchronized (this) {
      RpcServer server = servers.get(key);
      boolean fresh = server == null;
      if (fresh) {
        server = new RpcServer(key, spec, services, links.of(key.broker()));
      }
      Activation activation = Activation.of(factory, spec, server);
      server.add(activation);
      registered.put(
          new ActivationKey(factory, spec),
          new Registered(
              key,
              server,
              activation,
              ActivationMonitor.register(server, activation),
              Duration.ofMillis(spec.getDrainTimeoutMillis())));
      if (fresh) {
        servers.put(key, server);
        links.of(key.broker()).add(server);
      }
      LOG.log(Level.DEBUG, "activation {0}: added", activation);
    }
  }

  private ServerKey keyOf(RpcActivationSpec spec) throws InvalidPropertyException {
    try {
      return new ServerKey(
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

  /**
   * Ends serving. Waits for running requests, at most for the activation's drain timeout; requests
   * that were not begun go back to the broker. Never throws; an unknown activation is ignored.
   *
   * @param factory as activated
   * @param spec as activated
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
    gone.monitor().close();
    Deadline deadline = Deadline.after(gone.drainTimeout());
    if (last) {
      gone.server().stopConsuming();
    }
    gone.server().remove(gone.activation());
    int left = gone.activation().close(deadline);
    if (left > 0) {
      LOG.log(
          Level.WARNING,
          "activation {0}: {1} requests still run after {2} ms and may lose their replies",
          gone.activation(),
          Integer.toString(left),
          Long.toString(gone.drainTimeout().toMillis()));
    }
    if (last) {
      gone.server().close(deadline);
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
