package org.rarebit.inmemory;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Names;
import org.rarebit.ra.wire.Route;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;

/**
 * Who gets what is published where, by the adapter's names of exchanges and routing keys.
 * Thread-safe.
 */
final class Routes {

  /** The name of a server that is given none. */
  private static final String SERVER = "memory";

  private final Topology topology = new Topology(TopologyOptions.DEFAULT);
  private final Map<Route, Set<Destination>> bound = new LinkedHashMap<>(); // guarded by this
  private final Set<String> topics = new TreeSet<>(); // guarded by this

  static String serverOf(Target at) {
    return Objects.requireNonNullElse(at.server(), SERVER);
  }

  static String exchangeOf(Target at) {
    return Objects.requireNonNullElse(at.exchange(), Topology.DEFAULT_EXCHANGE);
  }

  /** Binds a server to what its three queues get. */
  synchronized void bindServer(Target at, Destination server) {
    String topic = at.topic();
    topics.add(topic);
    bind(topology.route(Target.topic(topic), exchangeOf(at)), server);
    bind(topology.route(Target.topic(topic).server(serverOf(at)), exchangeOf(at)), server);
    bind(topology.route(Target.topic(topic).fanout(true), exchangeOf(at)), server);
  }

  /** Binds a listener to the notifications of all priorities. */
  synchronized void bindListener(String topic, Destination listener) {
    for (NotificationPriority priority : NotificationPriority.values()) {
      bind(notification(topic, priority), listener);
    }
  }

  private void bind(Route route, Destination destination) {
    bound.computeIfAbsent(route, any -> new LinkedHashSet<>()).add(destination);
  }

  private Route notification(String topic, NotificationPriority priority) {
    return topology.notificationRoute(Topology.DEFAULT_EXCHANGE, topic, priority.wireName());
  }

  /**
   * Who gets a request: the servers of a topic in turns, or all of them.
   *
   * @throws BrokerException INVALID if AMQP cannot express its route
   */
  synchronized List<Destination> of(Target target) throws BrokerException {
    Route route = topology.route(target, Topology.DEFAULT_EXCHANGE);
    Set<Destination> all = at(route);
    if (target.fanout() || all.isEmpty()) {
      return List.copyOf(all);
    }
    Destination next = all.iterator().next();
    all.remove(next); // to the end
    all.add(next);
    return List.of(next);
  }

  /** Who hears a notification: all listeners of its topic. */
  synchronized List<Destination> of(String topic, NotificationPriority priority)
      throws BrokerException {
    return List.copyOf(at(notification(topic, priority)));
  }

  private Set<Destination> at(Route route) throws BrokerException {
    Names.require("exchange", route.exchange());
    Names.require("routing key", route.routingKey());
    return bound.getOrDefault(route, Set.of());
  }

  /** Why nobody gets a request. */
  synchronized BrokerException nobody() {
    return new BrokerException(
        BrokerException.Kind.UNROUTABLE,
        topics.isEmpty()
            ? "nothing is served in memory"
            : "what is served in memory is " + String.join(", ", topics));
  }
}
