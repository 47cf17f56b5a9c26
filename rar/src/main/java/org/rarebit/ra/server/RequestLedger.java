package org.rarebit.ra.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Delivery;

/**
 * What a server knows of each message by its unique id: that it waits, that it runs, or that it is
 * done, and with which reply. So one that comes twice, from its publisher or from the broker, runs
 * once and is answered all the same. Thread-safe; nothing is sent while its lock is held.
 *
 * <pre>
 * state     delivered again            channel lost      begin                  end
 * -         WAITING, the caller's      -                 -                      -
 * WAITING   joins it                   nothing: the      RUNNING if one of its  - if it goes back;
 *                                      next delivery     deliveries can still   DONE if it is
 *                                      joins it          be settled; else -     refused
 * RUNNING   joins it; is settled       as above          -                      DONE, or - if it is
 *           at once if the first was                                            to run again
 * DONE      settled at once, answered  nothing           -                      - when others are
 *           again                                                               newer
 * </pre>
 *
 * <p>What holds at any moment:
 *
 * <ul>
 *   <li>An id has one entry or none; who got it from {@link #arrived} ends it once.
 *   <li>No id begins twice without having been released between: {@link Entry#begin} is true once.
 *   <li>A delivery of an id is settled as its entry is: with it, or at once if that has been.
 *   <li>An entry that nobody could settle any more when it was to begin is forgotten, and then its
 *       next delivery begins it: it is neither lost nor run twice. One that comes while it begins
 *       joins it, and so begins it.
 *   <li>A reply is kept until the broker has confirmed it, within the limits.
 * </ul>
 *
 * <p>What waits or runs is bounded by the prefetch of the consumers; what is done by a number, its
 * replies by bytes. Ids that AMQP would take for a name are kept as they are, longer ones as their
 * hash.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging _drivers/common.py,
 *     _msg_id cache (there 16 entries)</a>
 */
final class RequestLedger {

  private static final int LONGEST_ID = 255;
  private static final long MOST_REPLY_BYTES = 16 * 1024 * 1024;

  /** Keeps the reply to a finished request until the caller's queue has it. */
  interface KeptReply {

    /** What it takes of the memory. */
    int bytes();

    /** Whether the broker has confirmed it. */
    boolean isConfirmed();

    /** Sends it, unless it is on its way. */
    void sendAgain();
  }

  private final int window;
  private final Map<String, Entry> open = new HashMap<>(); // guarded by this; waiting or running

  /** Guarded by this; the oldest first. */
  private final Map<String, Entry> done = new LinkedHashMap<>();

  private long replyBytes; // guarded by this; of done

  /**
   * An empty ledger.
   *
   * @param window how many of those that are done are remembered; 0: no id is looked at
   */
  RequestLedger(int window) {
    this.window = window;
  }

  /**
   * A delivery has come.
   *
   * @param uniqueId null if it has none: then it is always new
   * @return an entry of the caller's, who ends it; or null: another one has it, or it is settled
   */
  Entry arrived(String uniqueId, Delivery delivery) {
    if (uniqueId == null || window == 0) {
      return new Entry(null, delivery);
    }
    String key = keyOf(uniqueId);
    KeptReply reply;
    synchronized (this) {
      Entry known = open.get(key);
      if (known == null) {
        known = done.get(key);
      }
      if (known == null) {
        Entry fresh = new Entry(key, delivery);
        open.put(key, fresh);
        return fresh;
      }
      if (!known.settled) {
        known.deliveries.add(delivery);
        return null;
      }
      reply = known.reply;
    }
    if (acknowledge(delivery) && reply != null && !reply.isConfirmed()) {
      reply.sendAgain();
    }
    return null;
  }

  static String keyOf(String id) {
    if (id.length() <= LONGEST_ID / 3) { // at most three bytes for each char
      return id;
    }
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_ID) {
      return id;
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "#" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256.", e);
    }
  }

  /** False if the broker has taken it back. */
  private static boolean acknowledge(Delivery delivery) {
    try {
      delivery.ack();
      return true;
    } catch (BrokerException e) {
      return false;
    }
  }

  /** How many are remembered as done. */
  synchronized int remembered() {
    return done.size();
  }

  private void remember(Entry entry) { // guarded by this
    done.put(entry.key, entry);
    if (entry.reply != null) {
      replyBytes += entry.reply.bytes();
    }
    Iterator<Entry> oldest = done.values().iterator();
    while (done.size() > window) {
      forgetReply(oldest.next());
      oldest.remove();
    }
    oldest = done.values().iterator();
    while (replyBytes > MOST_REPLY_BYTES && oldest.hasNext()) {
      forgetReply(oldest.next());
    }
  }

  private void forgetReply(Entry entry) { // guarded by this
    if (entry.reply != null) {
      replyBytes -= entry.reply.bytes();
      entry.reply = null;
    }
  }

  /** One message, by whatever number of deliveries it has come. Ended once, by who has it. */
  final class Entry {

    private final String key; // null: nobody else knows it
    private List<Delivery> deliveries = new ArrayList<>(1); // guarded by the ledger; unsettled
    private boolean settled; // guarded by the ledger; what joins it is settled at once
    private boolean ended; // guarded by the ledger; done, or released
    private KeptReply reply; // guarded by the ledger; null: none, confirmed, or too large

    private Entry(String key, Delivery first) {
      this.key = key;
      deliveries.add(first);
    }

    /**
     * It is about to run, and its deliveries are acknowledged before.
     *
     * @return false if the broker has taken it back and delivers it again: it must not run
     */
    boolean beginAcknowledged() {
      boolean taken = false;
      for (List<Delivery> mine = take(); !mine.isEmpty(); mine = take()) {
        for (Delivery delivery : mine) {
          taken |= acknowledge(delivery);
        }
        if (settle(taken)) {
          return taken;
        }
      }
      return taken;
    }

    /** The deliveries so far; the entry is being begun. */
    private List<Delivery> take() {
      synchronized (RequestLedger.this) {
        List<Delivery> mine = deliveries;
        deliveries = new ArrayList<>(1);
        return mine;
      }
    }

    /** False if one joined that is to be acknowledged first. */
    private boolean settle(boolean taken) {
      synchronized (RequestLedger.this) {
        if (!deliveries.isEmpty()) {
          return false;
        }
        if (taken) {
          settled = true;
        } else {
          remove();
        }
        return true;
      }
    }

    /**
     * It is about to run, and its deliveries are settled afterwards.
     *
     * @return false if the broker has taken it back and delivers it again: it must not run
     */
    boolean begin() {
      synchronized (RequestLedger.this) {
        if (deliveries.stream().noneMatch(Delivery::canBeSettled)) {
          deliveries.clear();
          remove();
          return false;
        }
        return true;
      }
    }

    /**
     * It has ended for good: what is not acknowledged yet is, now that it is known to have ended.
     *
     * @param answer its reply; null for none
     * @return false if the broker delivers it again all the same, and is answered then
     */
    boolean done(KeptReply answer) {
      boolean taken;
      synchronized (RequestLedger.this) {
        taken = settled;
      }
      for (Delivery delivery : end(answer)) {
        taken |= acknowledge(delivery);
      }
      return taken;
    }

    /**
     * As {@link #done}, but to acknowledge is the caller's.
     *
     * @return those that are not acknowledged yet
     */
    List<Delivery> end(KeptReply answer) {
      synchronized (RequestLedger.this) {
        List<Delivery> mine = deliveries;
        deliveries = List.of();
        settled = true;
        ended = true;
        reply = answer;
        if (key != null) {
          open.remove(key);
          remember(this);
        }
        return mine;
      }
    }

    /** Whether it is done, or the broker's again. */
    boolean hasEnded() {
      synchronized (RequestLedger.this) {
        return ended;
      }
    }

    /** The broker has its reply: it need not be kept. */
    void answered() {
      synchronized (RequestLedger.this) {
        if (key != null && done.get(key) == this) {
          forgetReply(this);
        } else {
          reply = null;
        }
      }
    }

    /**
     * It is the broker's again, and comes anew: its deliveries are the caller's to settle.
     *
     * @return those that are not settled
     */
    List<Delivery> release() {
      synchronized (RequestLedger.this) {
        List<Delivery> mine = deliveries;
        deliveries = List.of();
        settled = true;
        ended = true;
        remove();
        return mine;
      }
    }

    /** Not begun: back to the broker, for another server or the next deployment. */
    void giveBack() {
      release().forEach(Delivery::giveBack);
    }

    /** Failed, and to run again. */
    void tryAgain() {
      release().forEach(Delivery::tryAgain);
    }

    /** To the queue's dead-letter exchange, if it has one. */
    void reject() {
      for (Delivery delivery : release()) {
        try {
          delivery.reject(false);
        } catch (BrokerException e) {
          // it has gone back and comes again
        }
      }
    }

    /** Guarded by the ledger. */
    private void remove() {
      if (key != null) {
        open.remove(key, this);
      }
    }
  }
}
