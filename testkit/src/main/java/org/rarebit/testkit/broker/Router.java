package org.rarebit.testkit.broker;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the queues of a message: through the exchange, the exchanges bound to it and, where nothing
 * matches, the alternate exchange. Each queue once. Guarded by the virtual host's monitor.
 */
final class Router {
  private final Function<String, ExchangeState> exchanges;
  private final Function<String, QueueState> queues;

  Router(Function<String, ExchangeState> exchanges, Function<String, QueueState> queues) {
    this.exchanges = exchanges;
    this.queues = queues;
  }

  Set<QueueState> route(Message message) {
    Set<QueueState> found = new LinkedHashSet<>();
    Set<String> visited = new HashSet<>();
    Deque<String> ahead = new ArrayDeque<>();
    ahead.add(message.exchange());
    while (!ahead.isEmpty()) {
      String name = ahead.remove();
      ExchangeState exchange = exchanges.apply(name);
      if (exchange == null || !visited.add(name)) {
        continue;
      }
      boolean matched =
          name.isEmpty()
              ? routeByQueueName(message, found)
              : routeByBindings(exchange, message, found, ahead);
      if (!matched && exchange.alternate() != null) {
        ahead.add(exchange.alternate());
      }
    }
    return found;
  }

  private boolean routeByQueueName(Message message, Set<QueueState> found) {
    boolean matched = false;
    for (String key : message.routingKeys()) {
      QueueState queue = queues.apply(key);
      if (queue != null) {
        found.add(queue);
        matched = true;
      }
    }
    return matched;
  }

  private boolean routeByBindings(
      ExchangeState exchange, Message message, Set<QueueState> found, Deque<String> ahead) {
    boolean matched = false;
    for (String key : message.routingKeys()) {
      Collection<Binding> bindings = exchange.bindings().matching(key, message.headers());
      for (Binding binding : bindings) {
        matched = true;
        if (binding.toQueue()) {
          QueueState queue = queues.apply(binding.destination());
          if (queue != null) {
            found.add(queue);
          }
        } else {
          ahead.add(binding.destination());
        }
      }
    }
    return matched;
  }
}
