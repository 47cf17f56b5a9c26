package org.rarebit.ra.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rarebit.ra.broker.Scheduler;

/**
 * Gathers deliveries into batches: one is complete when it is full, or a time after its first
 * delivery came. No thread waits for that. Thread-safe.
 *
 * @param <D> a delivery
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging _drivers/base.py,
 *     batch_poll_helper</a>
 */
final class BatchCollector<D> {

  private volatile int size;
  private final Duration timeout;
  private final Scheduler scheduler;
  private final Consumer<List<D>> complete;
  private List<D> filling = new ArrayList<>(); // guarded by this
  private Scheduler.Task due; // guarded by this; null while nothing waits, or nothing ends the wait

  /**
   * An empty collector.
   *
   * @param size how many are a full batch
   * @param timeout how long a batch waits to be full; zero: until it is
   * @param complete gets each batch; must not block
   */
  BatchCollector(int size, Duration timeout, Scheduler scheduler, Consumer<List<D>> complete) {
    this.size = size;
    this.timeout = timeout;
    this.scheduler = scheduler;
    this.complete = complete;
  }

  /** Called on the link's reader thread: never blocks. */
  void add(D delivery) {
    if (size == 1) { // the common case, without a lock
      complete.accept(List.of(delivery));
      return;
    }
    List<D> full = null;
    synchronized (this) {
      filling.add(delivery);
      if (filling.size() >= size) {
        full = take();
      } else if (filling.size() == 1 && !timeout.isZero()) {
        List<D> mine = filling;
        due = scheduler.after(timeout, () -> timedOut(mine));
      }
    }
    if (full != null) {
      complete.accept(full);
    }
  }

  /** On the timer's thread. */
  private void timedOut(List<D> waiting) {
    synchronized (this) {
      if (filling != waiting) {
        return; // it became full meanwhile
      }
      take();
    }
    complete.accept(waiting);
  }

  /** From now on so many are a full batch; what waits is one if it is that many already. */
  void limit(int most) {
    List<D> full = null;
    synchronized (this) {
      size = most;
      if (filling.size() >= most) {
        full = take();
      }
    }
    if (full != null && !full.isEmpty()) {
      complete.accept(full);
    }
  }

  private List<D> take() {
    List<D> taken = filling;
    filling = new ArrayList<>();
    if (due != null) {
      due.cancel();
      due = null;
    }
    return taken;
  }

  /** What waits in a batch that is not complete; it is another's to settle from now on. */
  synchronized List<D> takeAll() {
    return take();
  }
}
