package org.rarebit.ra.outbound;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Topology;

/**
 * The queues for notifications that notifiers on a link have declared: each is declared and bound
 * before the first notification to it, as oslo.messaging's notifiers do, so that it waits there for
 * its first listener. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/impl_rabbit.py, Connection.notify_send and _ensure_publishing</a>
 */
final class DeclaredNotificationQueues {

  private static final System.Logger LOG =
      System.getLogger(DeclaredNotificationQueues.class.getName());

  /** More than wait for a listener that is about to come. */
  private static final int MANY = 10_000;

  private final BrokerLink link;
  private final Topology topology;
  private final Set<NotificationAddress> declared = ConcurrentHashMap.newKeySet();

  private DeclaredNotificationQueues(BrokerLink link, Topology topology) {
    this.link = link;
    this.topology = topology;
  }

  static DeclaredNotificationQueues of(BrokerLink link, Topology topology) {
    return link.attachment(
        DeclaredNotificationQueues.class, () -> new DeclaredNotificationQueues(link, topology));
  }

  /**
   * Declares and binds the queue, unless that was done; the exchange is there. Two callers at once
   * may both do it; that is harmless. Waits for the broker the first time.
   */
  void ensure(NotificationAddress address) throws BrokerException {
    Queue queue = topology.notificationQueue(address.topic(), address.priority());
    if (declared.contains(address) && !queue.autoDelete()) { // else it may have gone
      return;
    }
    warnIfUnheard(queue.name(), Declarations.ensure(link, queue, link.patience()));
    Declarations.bind(
        link,
        topology.notificationBinding(address.exchange(), address.topic(), address.priority()),
        link.patience());
    declared.add(address);
  }

  /** Once for each link: whoever fills the broker's memory is to know it before it is full. */
  private static void warnIfUnheard(String queue, long unheard) {
    if (unheard >= MANY) {
      LOG.log(
          Level.WARNING,
          "Nobody listens to queue \"{0}\", in which {1} notifications wait. Listen, give the queue"
              + " a limit by a policy of the broker, or do not send them (notificationDrivers).",
          queue,
          Long.toString(unheard));
    }
  }

  /** After a channel broke, perhaps because an exchange was deleted: all is declared again. */
  void forgetAll() {
    declared.clear();
  }
}
