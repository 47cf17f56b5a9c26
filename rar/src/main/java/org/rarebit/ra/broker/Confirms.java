package org.rarebit.ra.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Route;

/**
 * The confirms that a channel still owes, by number, and whether it does nothing but refuse. Each
 * is answered once: by the broker or by the channel's end. Thread-safe; who is told is told without
 * its lock.
 *
 * <p>Numbers rise, and those that are owed are close together: they stand in a ring, from {@code
 * first} on. Numbers of which nobody wants to hear have no entry.
 */
final class Confirms {

  /** Elections of a quorum queue's leader take less. */
  static final Duration PATIENCE = Duration.ofSeconds(4);

  /** Who is told, and of what. */
  private record Owed(Route route, Consumer<BrokerException> listener) {}

  private final LongSupplier nanoTime;
  private Owed[] ring = new Owed[64]; // guarded by this; at the number's last bits
  private long first = 1; // guarded by this; no number below it is owed
  private long next = 1; // guarded by this; no number from it on is owed
  private BrokerException lost; // guarded by this; null while the channel is open
  private boolean refuses; // by the reader thread only; nothing was taken since the first refusal
  private long refusesSince; // by the reader thread only

  Confirms() {
    this(System::nanoTime);
  }

  Confirms(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Registered before the publish: the answer may come before the publish returns.
   *
   * @param number greater than all before
   * @param listener told once, on the reader thread usually; null if the broker has taken it
   */
  void expect(long number, Route route, Consumer<BrokerException> listener) {
    BrokerException reason;
    synchronized (this) {
      reason = lost;
      if (reason == null) {
        if (first == next) {
          first = number;
        }
        while (number - first >= ring.length) {
          grow();
        }
        ring[at(number)] = new Owed(route, listener);
        next = number + 1;
      }
    }
    if (reason != null) { // a late comer learns it at once
      listener.accept(reason);
    }
  }

  private int at(long number) {
    return (int) number & (ring.length - 1);
  }

  private void grow() {
    Owed[] before = ring;
    ring = Arrays.copyOf(before, before.length * 2);
    Arrays.fill(ring, null);
    for (long number = first; number < next; number++) {
      ring[at(number)] = before[(int) number & (before.length - 1)];
    }
  }

  /** On the reader thread. */
  void taken(long number, boolean multiple) {
    refuses = false;
    if (multiple) {
      takeUpTo(number).forEach(owed -> owed.listener.accept(null));
      return;
    }
    Owed owed = take(number);
    if (owed != null) {
      owed.listener.accept(null);
    }
  }

  /**
   * On the reader thread.
   *
   * @return true if the channel has refused all for so long that it is of no use
   */
  boolean refused(long number, boolean multiple) {
    long now = nanoTime.getAsLong();
    boolean isUseless = refuses && now - refusesSince > PATIENCE.toNanos();
    if (!refuses) {
      refuses = true;
      refusesSince = now;
    }
    if (multiple) {
      takeUpTo(number).forEach(Confirms::refuse);
      return isUseless;
    }
    Owed owed = take(number);
    if (owed != null) {
      refuse(owed);
    }
    return isUseless;
  }

  private static void refuse(Owed owed) {
    owed.listener.accept(
        new BrokerException(
            Kind.NACKED,
            "The broker refused the message to "
                + describe(owed.route)
                + " (basic.nack), and nobody gets it: the queue is full and refuses more"
                + " (overflow=reject-publish), or it could not store it for the moment."));
  }

  static String describe(Route route) {
    return route.exchange().isEmpty()
        ? "queue \"" + route.routingKey() + "\""
        : "exchange \"" + route.exchange() + "\", routing key \"" + route.routingKey() + "\"";
  }

  static BrokerException useless(String address) {
    return new BrokerException(
        Kind.CHANNEL,
        address
            + " refused every message of a channel for more than "
            + PATIENCE.toSeconds()
            + " s (basic.nack); it is closed, another one may fare better.");
  }

  void fail(BrokerException reason) {
    List<Owed> all;
    synchronized (this) {
      lost = reason;
      all = takeUpTo(next - 1);
    }
    all.forEach(owed -> owed.listener.accept(reason));
  }

  /** Whether it was owed; nobody is told of it then. */
  boolean withdraw(long number) {
    return take(number) != null;
  }

  private synchronized Owed take(long number) {
    if (number < first || number >= next) {
      return null;
    }
    Owed owed = ring[at(number)];
    ring[at(number)] = null;
    while (first < next && ring[at(first)] == null) {
      first++;
    }
    return owed;
  }

  private synchronized List<Owed> takeUpTo(long number) {
    List<Owed> taken = new ArrayList<>();
    for (; first < next && first <= number; first++) {
      Owed owed = ring[at(first)];
      ring[at(first)] = null;
      if (owed != null) {
        taken.add(owed);
      }
    }
    return taken;
  }
}
