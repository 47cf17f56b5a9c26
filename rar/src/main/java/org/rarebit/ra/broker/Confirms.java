package org.rarebit.ra.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.rarebit.ra.broker.BrokerException.Kind;

/**
 * The confirms that a channel still owes, by number, and whether it does nothing but refuse. Each
 * is answered once: by the broker or by the channel's end. Thread-safe.
 */
final class Confirms {

  /** Elections of a quorum queue's leader take less. */
  static final Duration PATIENCE = Duration.ofSeconds(4);

  private final NavigableMap<Long, Confirm> outstanding = new ConcurrentSkipListMap<>();
  private final LongSupplier nanoTime;
  private volatile BrokerException lost; // null while the channel is open
  private boolean refuses; // by the reader thread only; nothing was taken since the first refusal
  private long refusesSince; // by the reader thread only

  Confirms() {
    this(System::nanoTime);
  }

  Confirms(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Registered before the publish: the answer may come before the publish returns. */
  Confirm expect(long number, String what) {
    Confirm confirm = new Confirm(what);
    outstanding.put(number, confirm);
    BrokerException reason = lost;
    if (reason != null && outstanding.remove(number) != null) { // a late comer learns it at once
      confirm.failed(reason);
    }
    return confirm;
  }

  /** On the reader thread. */
  void taken(long number, boolean multiple) {
    refuses = false;
    take(number, multiple).forEach(Confirm::acknowledged);
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
    for (Confirm confirm : take(number, multiple)) {
      confirm.refused();
    }
    return isUseless;
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
    lost = reason;
    take(Long.MAX_VALUE, true).forEach(confirm -> confirm.failed(reason));
  }

  private List<Confirm> take(long number, boolean multiple) {
    if (!multiple) {
      Confirm confirm = outstanding.remove(number);
      return confirm == null ? List.of() : List.of(confirm);
    }
    List<Confirm> taken = new ArrayList<>();
    for (Long earlier : outstanding.headMap(number, true).keySet()) {
      Confirm confirm = outstanding.remove(earlier);
      if (confirm != null) {
        taken.add(confirm);
      }
    }
    return taken;
  }
}
