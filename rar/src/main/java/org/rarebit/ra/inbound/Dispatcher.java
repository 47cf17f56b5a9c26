package org.rarebit.ra.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.ra.broker.Deadline;

/**
 * Hands deliveries to the container's threads. While there is work and fewer than the limit of
 * dispatch tasks run, one more is started; each takes deliveries until there are none and then
 * gives its thread back, so an idle server holds none. The inbox is bounded by the prefetch of its
 * consumers. Thread-safe.
 *
 * @param <D> a delivery, with what its server knows of it
 */
final class Dispatcher<D> {

  /**
   * Handles deliveries.
   *
   * @param <D> see the dispatcher
   */
  interface Handler<D> {

    /**
     * Handles one delivery, on a thread of the container.
     *
     * @return false if it goes on on another thread, which calls {@link #finished} in the end; the
     *     delivery counts against the limit until then
     */
    boolean handle(D delivery);
  }

  private final Executor works;
  private final Handler<D> handler;
  private final Queue<D> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private volatile int limit;
  private volatile boolean stopped;

  Dispatcher(Executor works, Handler<D> handler) {
    this.works = works;
    this.handler = handler;
  }

  void limit(int most) {
    limit = most;
  }

  /** Called on the link's reader thread: never blocks. */
  void offer(D delivery) {
    inbox.add(delivery);
    startOneMore();
  }

  /** No delivery is handled from now on, but for those that are being. */
  void stop() {
    stopped = true;
  }

  /** Waits, once it is stopped, until what is being handled has ended: settled, too. */
  synchronized void awaitIdle(Deadline deadline) {
    try {
      while (running.get() > 0 && !deadline.isPassed()) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, deadline.remainingNanos()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is in a hurry
    }
  }

  /** What came and was not handled; to be given back, once nothing comes any more. */
  List<D> takeAll() {
    List<D> all = new ArrayList<>();
    for (D next = inbox.poll(); next != null; next = inbox.poll()) {
      all.add(next);
    }
    return all;
  }

  private void startOneMore() {
    int now = running.get();
    while (now < limit && !stopped) {
      if (running.compareAndSet(now, now + 1)) {
        works.execute(this::dispatch);
        return;
      }
      now = running.get();
    }
  }

  private void dispatch() {
    boolean goesOn = false;
    try {
      D delivery = take();
      while (delivery != null) {
        goesOn = !handler.handle(delivery);
        delivery = goesOn ? null : take();
      }
    } finally {
      if (!goesOn) {
        finished();
      }
    }
  }

  /** A delivery that went on on another thread has ended. */
  void finished() {
    if (running.decrementAndGet() == 0 && stopped) {
      synchronized (this) {
        notifyAll();
      }
    }
    if (!inbox.isEmpty()) { // one came after the last look, while the limit was still reached
      startOneMore();
    }
  }

  private D take() {
    return stopped ? null : inbox.poll();
  }
}
