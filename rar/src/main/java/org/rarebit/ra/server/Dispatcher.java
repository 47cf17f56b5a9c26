package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.rarebit.ra.broker.Deadline;

/**
 * Hands deliveries to the container's threads, as many at once as the limit says. A thread takes
 * deliveries until there are none, stays for a moment, since the next one is often on its way, and
 * then goes back to the container: an idle server holds none. The inbox is bounded by the prefetch
 * of its consumers. Thread-safe.
 *
 * <p>One thread is called at a time, and calls the next one if it finds more to do than the one
 * delivery it takes. So a burst that is worked off faster than threads wake up wakes only a few.
 *
 * @param <D> a delivery, with what its server knows of it
 */
final class Dispatcher<D> {

  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

  /** How long a thread stays when there is nothing to do. */
  private static final Duration STAY = Duration.ofMillis(5);

  /** How often somebody who waits for the end of the inbox looks. */
  private static final Duration WORKED_OFF_LOOK = Duration.ofMillis(5);

  /** What takes no longer may be one of a burst. */
  private static final Duration QUICK = Duration.ofNanos(200_000);

  /**
   * Handles deliveries.
   *
   * @param <D> see the dispatcher
   */
  interface Handler<D> {

    /**
     * Handles one delivery, on a thread of the container.
     *
     * @param more another one is handled at once, or the dispatcher says that it rests
     * @return false if it goes on on another thread, which calls {@link #finished} in the end; the
     *     delivery counts against the limit until then
     */
    boolean handle(D delivery, boolean more);

    /** A thread has nothing to do at this moment, or was busy for long. */
    default void rests() {}

    /** A thread goes back to the container. */
    default void leaves() {}
  }

  private final Executor works;
  private final Handler<D> handler;
  private final LongSupplier nanoClock;
  private final Queue<D> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger(); // those that stay included
  private final AtomicBoolean called = new AtomicBoolean(); // one comes, and will look itself
  private final Deque<Stay> staying = new ConcurrentLinkedDeque<>(); // the latest first
  private volatile int limit;
  private volatile boolean stopped;

  Dispatcher(Executor works, Handler<D> handler) {
    this(works, handler, System::nanoTime);
  }

  Dispatcher(Executor works, Handler<D> handler, LongSupplier nanoClock) {
    this.works = works;
    this.handler = handler;
    this.nanoClock = nanoClock;
  }

  void limit(int most) {
    limit = most;
  }

  /** Called on the link's reader thread: never blocks. */
  void offer(D delivery) {
    inbox.add(delivery);
    call();
  }

  /** No delivery is handled from now on, but for those that are being. */
  void stop() {
    stopped = true;
    Stay stay = staying.poll();
    while (stay != null) {
      stay.end();
      stay = staying.poll();
    }
  }

  /** Waits, once it is stopped, until what is being handled has ended: settled, too. */
  synchronized void awaitIdle(Deadline deadline) {
    deadline.waitWhile(this, () -> running.get() > 0);
  }

  /** Waits until nothing waits to be handled, while it still is. */
  void awaitWorkedOff(Deadline deadline) {
    while (!inbox.isEmpty() && !stopped && !deadline.isPassed()) {
      LockSupport.parkNanos(this, WORKED_OFF_LOOK.toNanos());
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

  /** Has one thread more come, unless one does already or as many as may are here. */
  private void call() {
    if (stopped || !called.compareAndSet(false, true)) {
      return;
    }
    Stay stay = staying.poll();
    if (stay != null) {
      stay.end();
    } else if (enter()) {
      begin();
    } else {
      called.set(false);
      if (!inbox.isEmpty() && running.get() < limit) { // one left while we looked
        call();
      }
    }
  }

  /** Whatever the container throws, such as the want of a native thread: the next one is called. */
  private void begin() {
    try {
      works.execute(this::dispatch);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a thread for deliveries could not be had", e);
      running.decrementAndGet();
      called.set(false);
    }
  }

  private boolean enter() {
    int now = running.get();
    while (now < limit) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
      now = running.get();
    }
    return false;
  }

  private void dispatch() {
    boolean goesOn = false;
    boolean quick = false;
    called.set(false);
    try {
      D delivery = await();
      while (delivery != null) {
        boolean more = !inbox.isEmpty();
        if (more) {
          call();
        }
        boolean unused = Thread.interrupted(); // what the last delivery left is not for this one
        long begun = nanoClock.getAsLong();
        goesOn = !handler.handle(delivery, more && quick);
        quick = nanoClock.getAsLong() - begun < QUICK.toNanos();
        if (!quick) {
          handler.rests();
        }
        delivery = goesOn ? null : await();
      }
    } finally {
      try {
        handler.leaves();
      } finally {
        if (!goesOn) {
          finished();
        }
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
      call();
    }
  }

  /** The next delivery; null if none comes for a while. */
  private D await() {
    D delivery = take();
    if (delivery == null) {
      handler.rests();
    }
    if (delivery != null || stopped || running.get() > limit) {
      return delivery;
    }
    Stay stay = new Stay();
    staying.push(stay);
    delivery = take(); // one may have come before we could be seen
    if (delivery == null && !stopped) {
      stay.await();
    }
    if (!staying.remove(stay)) {
      called.set(false); // we were, or will be in a moment
    }
    return delivery == null ? take() : delivery;
  }

  private D take() {
    return stopped ? null : inbox.poll();
  }

  /** A thread that waits for the next delivery. */
  private static final class Stay {

    private final Thread thread = Thread.currentThread();
    private volatile boolean ended;

    void end() {
      ended = true;
      LockSupport.unpark(thread);
    }

    void await() {
      long until = System.nanoTime() + STAY.toNanos();
      long left = STAY.toNanos();
      while (!ended && left > 0) {
        LockSupport.parkNanos(this, left);
        left = until - System.nanoTime();
      }
    }
  }
}
