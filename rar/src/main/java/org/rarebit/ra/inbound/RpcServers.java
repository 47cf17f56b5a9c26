package org.rarebit.ra.inbound;

import jakarta.resource.NotSupportedException;
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
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkSupervisor;
import org.rarebit.ra.broker.LocalHost;
import org.rarebit.ra.wire.Json;

/**
 * The register of activations and of the servers and inbound links that they share. Activating
 * never waits for the broker; deactivating waits for running requests. Thread-safe.
 */
public final class RpcServers {

  private static final System.Logger LOG = System.getLogger(RpcServers.class.getName());

  /** By identity: two beans with equal properties are two activations (Connectors 13.4.9.1). */
  private record ActivationKey(MessageEndpointFactory factory, ActivationSpec spec) {

    @Override
    public boolean equals(Object other) {
      return other instanceof ActivationKey that && factory == that.factory && spec == that.spec;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(factory) + System.identityHashCode(spec);
    }
  }

  private record Registered(
      ServerKey key,
      RpcServer server,
      Activation activation,
      ActivationMonitor monitor,
      Duration drainTimeout) {}

  private final InboundServices services;
  private final Map<ActivationKey, Registered> registered = new HashMap<>(); // guarded by this
  private final Map<ServerKey, RpcServer> servers = new HashMap<>(); // guarded by this
  private final Map<BrokerSettings, LinkSupervisor> supervisors =
      new HashMap<>(); // guarded by this

  /**
   * An empty register.
   *
   * @param services what the servers need
   */
  public RpcServers(InboundServices services) {
    this.services = services;
  }

  /**
   * Begins to serve. Returns at once, whatever the broker's state.
   *
   * @param factory makes the bean's endpoints
   * @param anySpec an {@link RpcActivationSpec}
   * @throws ResourceException NotSupportedException for another kind of spec,
   *     InvalidPropertyException naming all that is wrong with the properties or the bean
   */
  public void activate(MessageEndpointFactory factory, ActivationSpec anySpec)
      throws ResourceException {
    if (!(anySpec instanceof RpcActivationSpec spec)) {
      throw new NotSupportedException(
          "Not an activation spec of this adapter: " + anySpec.getClass().getName());
    }
    spec.validate(); // not every container does
    ServerKey key = keyOf(spec);
    synchronized (this) {
      RpcServer server = servers.get(key);
      boolean fresh = server == null;
      if (fresh) {
        server = new RpcServer(key, spec, services, supervisorOf(key.broker()));
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
        supervisorOf(key.broker()).add(server);
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

  private LinkSupervisor supervisorOf(BrokerSettings broker) {
    return supervisors.computeIfAbsent(
        broker,
        any -> new LinkSupervisor(any, "rarebit in", services.works(), services.scheduler()));
  }

  /**
   * Ends serving. Waits for running requests, at most for the activation's drain timeout; requests
   * that were not begun go back to the broker. Never throws; an unknown activation is ignored.
   *
   * @param factory as activated
   * @param spec as activated
   */
  public void deactivate(MessageEndpointFactory factory, ActivationSpec spec) {
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
      release(gone);
    }
    Json.forget(); // the application's classes, so that its class loader can go
  }

  private void release(Registered gone) {
    LinkSupervisor supervisor;
    synchronized (this) {
      supervisor = supervisorOf(gone.key().broker());
    }
    supervisor.remove(gone.server());
  }

  /** Ends all activations that the container has left, and returns when that is done. */
  public void close() {
    List<ActivationKey> all;
    synchronized (this) {
      all = new ArrayList<>(registered.keySet());
    }
    all.forEach(key -> deactivate(key.factory(), key.spec()));
  }
}
