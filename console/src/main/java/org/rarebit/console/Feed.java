package org.rarebit.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells browsers each second what the adapter shows. JMX is read once for all of them, and not at
 * all while nobody looks. One that stalls holds up no other: it gets the newest state when it can
 * take it. Thread-safe.
 */
final class Feed implements AutoCloseable {

  static final int MOST_LISTENERS = 20;
  private static final System.Logger LOG = System.getLogger(Feed.class.getName());
  private static final long PERIOD_MILLIS = 1000;

  /** Then the browser comes again, and the container asks again who it is. */
  static final int MOST_EVENTS = 600;

  /** A browser. */
  interface Listener {

    /** May block. */
    void send(String event) throws IOException;

    /** Ends its request; twice is harmless. */
    void end();
  }

  private final Supplier<List<Shown>> reader;
  private final LongSupplier clock;
  private final Supplier<Boolean> readOnly;
  private final ScheduledExecutorService scheduler;
  private final Executor writers;
  private final Course course = new Course(); // guarded by this
  private final List<Subscription> subscriptions = new ArrayList<>(); // guarded by this
  private Future<?> reading; // guarded by this; null while nobody looks
  private boolean closed; // guarded by this
  private boolean failing; // guarded by this

  /**
   * A feed.
   *
   * @param reader reads JMX
   * @param clock milliseconds since 1970
   * @param readOnly whether nothing may be changed
   * @param scheduler for the one reader
   * @param writers for writing to browsers
   */
  Feed(
      Supplier<List<Shown>> reader,
      LongSupplier clock,
      Supplier<Boolean> readOnly,
      ScheduledExecutorService scheduler,
      Executor writers) {
    this.reader = reader;
    this.clock = clock;
    this.readOnly = readOnly;
    this.scheduler = scheduler;
    this.writers = writers;
  }

  /** One look, by itself. */
  synchronized String look() {
    List<Shown> shown = reader.get();
    return StateJson.state(shown, new Course().add(shown, clock.getAsLong()), readOnly.get());
  }

  /**
   * Somebody looks, until the listener cannot be told any more, or is removed.
   *
   * @return false if too many do already, or the application ends
   */
  synchronized boolean add(Listener listener) {
    if (closed || subscriptions.size() >= MOST_LISTENERS) {
      return false;
    }
    Subscription subscription = new Subscription(listener);
    subscriptions.add(subscription);
    subscription.tell(event("course", StateJson.course(course.points())));
    if (reading == null) {
      reading =
          scheduler.scheduleWithFixedDelay(this::tell, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
    return true;
  }

  /** It has gone. */
  synchronized void remove(Listener listener) {
    subscriptions.removeIf(subscription -> subscription.listener == listener);
    if (subscriptions.isEmpty() && reading != null) {
      reading.cancel(false);
      reading = null;
    }
  }

  synchronized int listeners() {
    return subscriptions.size();
  }

  private synchronized void tell() {
    if (subscriptions.isEmpty()) {
      return; // the last one has gone while this waited
    }
    try {
      List<Shown> shown = reader.get();
      Course.Point now = course.add(shown, clock.getAsLong());
      String event = event("state", StateJson.state(shown, now, readOnly.get()));
      subscriptions.forEach(subscription -> subscription.tell(event));
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        failing = true; // told once, not each second
        LOG.log(System.Logger.Level.WARNING, "console: the adapter could not be looked at", e);
      }
      String event = event("trouble", StateJson.value(e.toString()).toString());
      subscriptions.forEach(subscription -> subscription.tell(event));
    }
  }

  private static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n"; // JSON has no line feed of its own
  }

  /** Ends all of them. Twice is harmless. */
  @Override
  public void close() {
    List<Subscription> ended;
    synchronized (this) {
      closed = true;
      ended = List.copyOf(subscriptions);
      ended.forEach(subscription -> remove(subscription.listener));
    }
    ended.forEach(subscription -> subscription.listener.end()); // foreign code
  }

  /** What a browser is still to be told. */
  private final class Subscription implements Runnable {
    private final Listener listener;
    private String first; // guarded by this
    private String newest; // guarded by this
    private boolean writing; // guarded by this
    private int sent; // guarded by this

    Subscription(Listener listener) {
      this.listener = listener;
    }

    synchronized void tell(String event) {
      if (first == null && newest == null && !writing) {
        first = event;
      } else {
        newest = event; // what it has not taken yet is out of date
      }
      if (!writing) {
        writing = true;
        try {
          writers.execute(this);
        } catch (RejectedExecutionException e) {
          writing = false; // the server is busy or ends: next time
        }
      }
    }

    @Override
    public void run() {
      try {
        for (String event = next(); event != null; event = next()) {
          listener.send(event);
        }
        if (hasHadAll()) {
          forget();
        }
      } catch (IOException | RuntimeException e) {
        forget(); // the browser has gone
      }
    }

    private void forget() {
      remove(listener);
      listener.end();
    }

    private synchronized boolean hasHadAll() {
      return sent >= MOST_EVENTS;
    }

    private synchronized String next() {
      String event = first;
      first = null;
      if (event == null) {
        event = newest;
        newest = null;
      }
      writing = event != null;
      sent += writing ? 1 : 0;
      return event;
    }
  }
}
