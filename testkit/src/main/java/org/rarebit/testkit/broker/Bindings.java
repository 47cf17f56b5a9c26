package org.rarebit.testkit.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The bindings of one exchange as source. Those with a literal key are found by their key, so that
 * a thousand queues on one topic exchange cost a message no more than two. Guarded by the virtual
 * host.
 */
final class Bindings {
  private final ExchangeType type;
  private final Map<String, Set<Binding>> literal = new LinkedHashMap<>();
  private final Map<Binding, TopicPattern> patterns = new LinkedHashMap<>();

  Bindings(ExchangeType type) {
    this.type = type;
  }

  boolean isEmpty() {
    return literal.isEmpty() && patterns.isEmpty();
  }

  boolean add(Binding binding) {
    if (type == ExchangeType.TOPIC && TopicPattern.hasWildcard(binding.key())) {
      return patterns.putIfAbsent(binding, new TopicPattern(binding.key())) == null;
    }
    return literal.computeIfAbsent(binding.key(), key -> new LinkedHashSet<>()).add(binding);
  }

  boolean remove(Binding binding) {
    return removeIf(binding::equals);
  }

  boolean removeIf(Predicate<Binding> condition) {
    boolean removed = patterns.keySet().removeIf(condition);
    for (Set<Binding> sameKey : literal.values()) {
      removed |= sameKey.removeIf(condition);
    }
    literal.values().removeIf(Set::isEmpty);
    return removed;
  }

  Collection<Binding> matching(String routingKey, Map<String, Object> headers) {
    return switch (type) {
      case DIRECT -> literal.getOrDefault(routingKey, Set.of());
      case TOPIC -> matchingTopic(routingKey);
      case FANOUT -> all();
      case HEADERS -> {
        List<Binding> matching = all();
        matching.removeIf(binding -> !HeadersMatch.matches(binding.arguments(), headers));
        yield matching;
      }
    };
  }

  private List<Binding> matchingTopic(String routingKey) {
    List<Binding> matching = new ArrayList<>(literal.getOrDefault(routingKey, Set.of()));
    patterns.forEach(
        (binding, pattern) -> {
          if (pattern.matches(routingKey)) {
            matching.add(binding);
          }
        });
    return matching;
  }

  private List<Binding> all() {
    List<Binding> all = new ArrayList<>(patterns.keySet());
    literal.values().forEach(all::addAll);
    return all;
  }
}
