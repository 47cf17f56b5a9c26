package org.rarebit.ra.server;

import java.util.List;
import java.util.Set;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.wire.NotificationFilter;

/**
 * What a bean hears, and what becomes of it. Immutable.
 *
 * @param topics the topics
 * @param priorities the priorities
 * @param filter which of those
 * @param maxConcurrency how many it hears at once
 * @param methods how it hears them
 * @param failurePolicy what becomes of those that it does not take
 * @param breaker when it is paused
 */
public record NotificationBeanSettings(
    List<String> topics,
    Set<NotificationPriority> priorities,
    NotificationFilter filter,
    int maxConcurrency,
    NotificationMethods methods,
    FailurePolicy failurePolicy,
    CircuitBreaker.Policy breaker) {

  /**
   * Copies the collections.
   *
   * @param topics see the record
   * @param priorities see the record
   * @param filter see the record
   * @param maxConcurrency see the record
   * @param methods see the record
   * @param failurePolicy see the record
   * @param breaker see the record
   */
  public NotificationBeanSettings {
    topics = List.copyOf(topics);
    priorities = Set.copyOf(priorities);
  }
}
