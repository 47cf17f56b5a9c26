package org.rarebit.api;

/**
 * What becomes of a notification that a listener has seen.
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/notification_listener.html">oslo_messaging
 *     notify/dispatcher.py, NotificationResult</a>
 */
public enum NotificationResult {
  /** Done with: the broker forgets it. */
  HANDLED,
  /**
   * Not done with: the broker delivers it again, to this listener or another one of the same queue.
   * A few times at once, then after a pause; see the activation property {@code
   * requeueDelayMillis}.
   */
  REQUEUE
}
