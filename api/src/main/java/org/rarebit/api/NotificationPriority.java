package org.rarebit.api;

import java.util.Locale;
import java.util.Optional;

/**
 * How urgent a notification is; each priority has a queue of its own. Not AMQP's priority.
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/notifier.html">oslo_messaging
 *     notify/notifier.py, Notifier</a>
 */
public enum NotificationPriority {
  /** For the records. */
  AUDIT,
  /** For developers. */
  DEBUG,
  /** Something happened that was to happen. */
  INFO,
  /** Something is odd. */
  WARN,
  /** Something failed. */
  ERROR,
  /** Something failed, and a person must act. */
  CRITICAL,
  /** Measurements at regular times. */
  SAMPLE;

  /**
   * The priority of a name, in any case.
   *
   * @param name for example {@code info} or {@code INFO}
   * @return empty if there is no such priority
   */
  public static Optional<NotificationPriority> of(String name) {
    for (NotificationPriority priority : values()) {
      if (priority.name().equalsIgnoreCase(name)) {
        return Optional.of(priority);
      }
    }
    return Optional.empty();
  }

  /**
   * The name as it ends queue names and routing keys.
   *
   * @return in lower case, for example {@code info}
   */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
