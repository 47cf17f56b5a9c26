package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkKeeper;
import org.rarebit.ra.wire.Json;

/**
 * The servers of an adapter, of requests and of notifications, each shared by the beans that would
 * consume from the same queues, and the links that they consume on. Activating never waits for the
 * broker; deactivating waits for running methods. Thread-safe.
 */
public final class Servers {

  private static final System.Logger LOG = System.getLogger(Servers.class.getName());

  /** A server, and who uses it. */
  static final class Shared {

    final Object key;
    final Server server;
    final LinkKeeper keeper;
    final Map<String, Object> settings;
    int users; // guarded by the servers

    Shared(Object key, Server server, LinkKeeper keeper, Map<String, Object> settings) {
      this.key = key;
      this.server = server;
      this.keeper = keeper;
      this.settings = settings;
    }
  }

  private final AdapterServices services;
  private final ReplyOutboxes outboxes;
  private final Map<Object, Shared> servers = new HashMap<>(); // guarded by this
  private final Map<BrokerSettings, LinkKeeper> keepers = new HashMap<>(); // guarded by this

  /**
   * No servers yet.
   *
   * @param services the adapter's defaults, links and threads
   */
  public Servers(AdapterServices services) {
    this.services = services;
    this.outboxes = new ReplyOutboxes(services);
  }

  /**
   * Has a bean serve requests. Returns at once, whatever the broker's state.
   *
   * @param settings its server, shared with beans that come with the same
   * @param beanSettings how it serves
   * @param bean the bean
   * @param drainTimeout how long its end may take
   * @return to be ended
   */
  public Activation serve(
      RpcServerSettings settings,
      RpcServerSettings.OfBean beanSettings,
      Bean bean,
      Duration drainTimeout) {
    synchronized (this) {
      Shared shared = servers.get(settings.key());
      if (shared == null) {
        RpcServer fresh = new RpcServer(settings, services, outboxes.lease(settings.broker()));
        shared = new Shared(settings.key(), fresh, keeperOf(settings.broker()), settings.shared());
      }
      RpcServer server = (RpcServer) shared.server;
      RpcBean served = new RpcBean(beanSettings, bean, server);
      server.add(served);
      return added(shared, served, settings.shared(), "another server name", drainTimeout);
    }
  }

  /**
   * Has a bean hear notifications. Returns at once, whatever the broker's state.
   *
   * @param settings its server, shared with beans that come with the same
   * @param beanSettings what it hears, and what becomes of it
   * @param bean the bean
   * @param drainTimeout how long its end may take
   * @return to be ended
   */
  public Activation listen(
      NotificationServerSettings settings,
      NotificationServerSettings.OfBean beanSettings,
      Bean bean,
      Duration drainTimeout) {
    synchronized (this) {
      Shared shared = servers.get(settings.key());
      if (shared == null) {
        NotificationServer fresh = new NotificationServer(settings, services);
        shared = new Shared(settings.key(), fresh, keeperOf(settings.broker()), settings.shared());
      }
      NotificationServer server = (NotificationServer) shared.server;
      NotificationBean served = new NotificationBean(beanSettings, bean, server);
      server.add(served);
      return added(shared, served, settings.shared(), "a pool", drainTimeout);
    }
  }

  /** Guarded by this. */
  private Activation added(
      Shared shared,
      Server.ServedBean bean,
      Map<String, Object> settings,
      String apart,
      Duration drainTimeout) {
    warnOfOtherSettings(shared, bean, settings, apart);
    shared.users++;
    if (servers.putIfAbsent(shared.key, shared) == null) {
      shared.server.start(shared.keeper);
    }
    LOG.log(Level.DEBUG, "activation {0}: added", bean);
    return new Activation(shared, bean, drainTimeout);
  }

  /**
   * The queues that beans consume from, but for those of a server alone.
   *
   * @param broker where, and as whom
   * @return their names
   */
  public synchronized Set<String> queuesAt(BrokerSettings broker) {
    LinkKeeper keeper = keepers.get(broker);
    return servers.values().stream()
        .filter(shared -> shared.keeper == keeper)
        .flatMap(shared -> shared.server.queueNames().stream())
        .collect(Collectors.toSet());
  }

  /** The links of a broker; open while somebody consumes on them. Guarded by this. */
  private LinkKeeper keeperOf(BrokerSettings broker) {
    return keepers.computeIfAbsent(
        broker,
        any -> new LinkKeeper(broker, "rarebit in", services.works(), services.scheduler()));
  }

  /** Otherwise a bean's own values would count or not by the order of deployment, unsaid. */
  private static void warnOfOtherSettings(
      Shared shared, Server.ServedBean bean, Map<String, Object> settings, String apart) {
    List<String> ignored = new ArrayList<>();
    List<String> inForce = new ArrayList<>();
    settings.forEach(
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
          bean,
          String.join(", ", ignored),
          String.join(", ", inForce),
          apart);
    }
  }

  /**
   * Ends delivering. Waits for running methods and for the broker, until the deadline; what was not
   * begun goes back to the broker. Never throws.
   *
   * <p>A container ends beans one after the other. However many they are: those of one broker that
   * answers nothing wait for it no longer together than a link waits for one answer
   * (connectTimeoutMillis), since the first of them finds out, and then its link is known to be
   * silent ({@link org.rarebit.ra.broker.BrokerLink#isSilent}). What was to be ended there is left
   * to the link's end. So each takes no longer than its deadline, and all together no longer than
   * the longest of their running methods and that one answer.
   *
   * @param activation not ended yet
   * @param deadline when to give up waiting
   */
  public void end(Activation activation, Deadline deadline) {
    Shared shared = activation.shared();
    boolean last;
    synchronized (this) {
      last = --shared.users == 0;
      if (last) {
        servers.remove(shared.key);
      }
    }
    Server server = shared.server;
    if (last) {
      server.stopConsuming(deadline);
    } else {
      server.remove(activation.bean(), deadline);
    }
    int left = activation.bean().close(deadline);
    if (left > 0) {
      LOG.log(
          Level.WARNING,
          "activation {0}: {1} methods still run after {2} ms: what they answer may be lost",
          activation,
          Integer.toString(left),
          Long.toString(activation.drainTimeout().toMillis()));
    }
    if (last) {
      server.close(deadline);
      boolean unused = shared.keeper.remove(server, deadline);
      LOG.log(Level.INFO, "{0}: stopped", server.describe());
    }
    Json.forget(); // the application's classes, so that its class loader can go
  }
}
