package org.rarebit.ra.broker;

import java.util.BitSet;
import org.rarebit.ra.wire.Ids;

/**
 * Ends the names of the queues that an adapter has for itself: those of its replies and of the
 * fanouts to its servers. Thread-safe.
 *
 * <p>Random ids never meet. Numbered ids ({@code HOST:PROCESS:1}, {@code HOST:PROCESS:2} …) come
 * again after a restart, so that queues are found again rather than made anew, and tell whose they
 * are; the lowest number is taken that this adapter does not use. They are counted in this JVM and
 * stored nowhere. That no other adapter of the same names uses one is found out on the broker: see
 * {@link OwnQueue}.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/impl_rabbit.py, option use_queue_manager (there counted in a file in shared
 *     memory)</a>
 */
public final class QueueIds {

  private final String prefix; // null for random ids
  private final BitSet inUse = new BitSet(); // guarded by this

  private QueueIds(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Ids that nobody else has.
   *
   * @return a source of random ids
   */
  public static QueueIds random() {
    return new QueueIds(null);
  }

  /**
   * Ids that are the same after a restart.
   *
   * @param hostName the machine
   * @param processName the adapter among those of the machine
   * @return a source of numbered ids, all free
   */
  public static QueueIds numbered(String hostName, String processName) {
    return new QueueIds(hostName + ":" + processName + ":");
  }

  /** Whether ids come again, so that queues are worth keeping and another may have the same. */
  boolean isNumbered() {
    return prefix != null;
  }

  /** An id that is not in use here; in use until it is given back. */
  String take() {
    if (prefix == null) {
      return Ids.random();
    }
    synchronized (this) {
      int number = inUse.nextClearBit(1);
      inUse.set(number);
      return prefix + number;
    }
  }

  void giveBack(String id) {
    if (prefix != null) {
      synchronized (this) {
        inUse.clear(Integer.parseInt(id.substring(prefix.length())));
      }
    }
  }
}
