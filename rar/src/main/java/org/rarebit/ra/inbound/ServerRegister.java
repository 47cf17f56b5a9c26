package org.rarebit.ra.inbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkKeeper;
import org.rarebit.ra.broker.MBeanRegistration;
import org.rarebit.ra.wire.Json;

/**
 * The register of the activations of one kind, and of the servers that they share. Activating never
 * waits for the broker; deactivating waits for running methods. Thread-safe.
 *
 * @param <P> the properties of an activation
 * @param <K> what makes two activations one server
 * @param <A> an activation
 * @param <S> a server
 */
final class ServerRegister<
    P extends ActivationSpec, K, A extends ActiveBean, S extends SharedServer<A>> {

  private static final System.Logger LOG = System.getLogger(ServerRegister.class.getName());

  private static final class Shared<S> {

    final S server;
    final LinkKeeper supervisor;
    final Map<String, Object> settings;
    int users; // guarded by the register

    Shared(S server, LinkKeeper supervisor, Map<String, Object> settings) {
      this.server = server;
      this.supervisor = supervisor;
      this.settings = settings;
    }
  }

  private record Registered<K, A, S>(
      K key, Shared<S> shared, A activation, MBeanRegistration monitor, Duration drainTimeout) {}

  private final ServerKind<P, K, A, S> kind;
  private final InboundLinks links;
  private final Map<ActivationKey, Registered<K, A, S>> registered =
      new HashMap<>(); // guarded by this
  private final Map<K, Shared<S>> servers = new HashMap<>(); // guarded by this

  /**
   * An empty register.
   *
   * @param kind makes the servers
   * @param links shared with other consumers
   */
  ServerRegister(ServerKind<P, K, A, S> kind, InboundLinks links) {
    this.kind = kind;
    this.links = links;
  }

  /**
   * Begins to deliver. Returns at once, whatever the broker's state.
   *
   * @param factory makes the bean's endpoints
   * @param spec what it is delivered, and how
   * @throws ResourceException InvalidPropertyException naming all that is wrong with the properties
   *     or the bean
   */
  void activate(MessageEndpointFactory factory, P spec) throws ResourceException {
    K key = kind.key(factory, spec);
    synchronized (this) {
      Shared<S> known = servers.get(key);
      Shared<S> shared = known == null ? start(key, spec) : known;
      A activation;
      try {
        activation = kind.activation(factory, spec, shared.server);
      } catch (ResourceException | RuntimeException | Error e) { // a class that is missing
        if (known == null) {
          shared.server.close(Deadline.after(Duration.ZERO));
        }
        throw e;
      }
      warnOfOtherSettings(shared, activation, spec);
      shared.server.add(activation);
      shared.users++;
      registered.put(
          new ActivationKey(factory, spec),
          new Registered<>(
              key,
              shared,
              activation,
              ActivationMonitor.register(shared.server, activation),
              kind.drainTimeout(spec)));
      if (known == null) {
        servers.put(key, shared);
        shared.supervisor.add(shared.server);
      }
      LOG.log(Level.DEBUG, "activation {0}: added", activation);
    }
  }

  private Shared<S> start(K key, P first) {
    LinkKeeper supervisor = links.of(kind.broker(key));
    return new Shared<>(kind.server(key, first, supervisor), supervisor, kind.shared(first));
  }

  /** Otherwise a bean's own values would count or not by the order of deployment, unsaid. */
  private void warnOfOtherSettings(Shared<S> shared, A activation, P spec) {
    List<String> ignored = new ArrayList<>();
    List<String> inForce = new ArrayList<>();
    kind.shared(spec)
        .forEach(
            (name, value) -> {
              Object first = shared.settings.get(name);
              if (!Objects.equals(value, first)) {
                ignored.add(name + "=" + value);
                inForce.add(name + "=" + first);
              }
            });
    if (!ignored.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "activation {0}: {1} does not count: it shares its queues with a bean that came first,"
              + " so {2} does. Give both the same, or this one {3}.",
          activation,
          String.join(", ", ignored),
          String.join(", ", inForce),
          kind.apart());
    }
  }

  /**
   * Ends delivering. Waits for running methods, at most for the activation's drain timeout; what
   * was not begun goes back to the broker. Never throws; an unknown activation is ignored.
   *
   * @param factory as activated
   * @param spec as activated
   */
  void deactivate(MessageEndpointFactory factory, ActivationSpec spec) {
    ActivationKey key = new ActivationKey(factory, spec);
    Registered<K, A, S> known;
    synchronized (this) {
      known = registered.get(key);
    }
    if (known != null) {
      deactivate(key, Deadline.after(known.drainTimeout()));
    }
  }

  private void deactivate(ActivationKey key, Deadline deadline) {
    Registered<K, A, S> gone;
    boolean last;
    synchronized (this) {
      gone = registered.remove(key);
      if (gone == null) {
        return;
      }
      last = --gone.shared().users == 0;
      if (last) {
        servers.remove(gone.key());
      }
    }
    gone.monitor().close();
    S server = gone.shared().server;
    if (last) {
      server.stopConsuming();
    } else {
      server.remove(gone.activation());
    }
    int left = gone.activation().close(deadline);
    if (left > 0) {
      LOG.log(
          Level.WARNING,
          "activation {0}: {1} methods still run after {2} ms: what they answer may be lost",
          gone.activation(),
          Integer.toString(left),
          Long.toString(gone.drainTimeout().toMillis()));
    }
    if (last) {
      server.close(deadline);
      gone.shared().supervisor.remove(server);
      LOG.log(Level.INFO, "{0}: stopped", server.describe());
    }
    Json.forget(); // the application's classes, so that its class loader can go
  }

  /**
   * Ends all activations that the container has left, and returns when that is done. Their drain
   * timeouts begin together, so that many of them take no longer than one.
   */
  void close() {
    Map<ActivationKey, Deadline> deadlines = new LinkedHashMap<>();
    synchronized (this) {
      registered.forEach((key, one) -> deadlines.put(key, Deadline.after(one.drainTimeout())));
    }
    deadlines.forEach(this::deactivate);
  }
}
