package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.TreeHash;

/**
 * What a server knows of each message by its unique id: that it waits, that it runs, or that it is
 * done, and with which reply. So one that comes twice, from its publisher or from the broker, runs
 * once and is answered all the same. Thread-safe; nothing is sent while its lock is held.
 *
 * <pre>
 * state     delivered again            channel lost      begin                  end
 * -         WAITING, the caller's      -                 -                      -
 * WAITING   joins it                   nothing: the      RUNNING if one of its  - if it goes back,
 *                                      next delivery     deliveries can still   or has expired;
 *                                      joins it          be settled; else -     DONE if refused
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
 *   <li>A reply is kept until the broker has it, within the limits, and sent again until then.
 *       Thereafter it is kept, within narrower ones, for a call that asks the same once more: with
 *       the same unique id, and for a reply of its own.
 *   <li>Each call that has joined an entry is answered when it is done, and each that comes
 *       thereafter at once; if the answer is not there, that is the answer.
 *   <li>A call that has joined an entry waits with it until that is done, released or forgotten, or
 *       newer ones take its place. What is done for it meanwhile ({@link #untilItLeaves}), signs of
 *       life for one, ends then, whatever becomes of the entry.
 *   <li>Who gets an answer has asked for it: the same of the same method, in the same context. So
 *       an id that is guessed, or used for two things, tells nobody what another was told. A call
 *       that differs joins nothing: it is settled, and told so, at once.
 * </ul>
 *
 * <p>What waits or runs is bounded by the prefetch of the consumers; what is done by a number, its
 * replies by bytes; the calls that join one by a number, the newest stay. Ids that AMQP would take
 * for a name are kept as they are, longer ones as their hash.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging _drivers/common.py,
 *     _msg_id cache (there 16 entries)</a>
 */
final class RequestLedger {

  private static final int LONGEST_ID = 255;
  private static final long MOST_REPLY_BYTES = 16 * 1024 * 1024;

  /** For replies that the broker has: only who asks once more needs them. */
  private static final long MOST_ANSWERED_BYTES = 8 * 1024 * 1024;

  /** One that is larger would take the place of too many others. */
  private static final long LARGEST_ANSWERED = MOST_ANSWERED_BYTES / 8;

  /** Of one entry. Who calls again has given up before. */
  private static final int MOST_OTHERS = 16;

  /**
   * A call that is to be answered.
   *
   * @param msgId the id that its reply carries
   * @param queue where it waits
   * @param method what it calls
   * @param asks a hash of what else it asks for
   * @param context a hash of what it says of itself; not one with the other, whose arguments could
   *     be chosen to make up for a context that is not known
   * @param until when it gives up; null if nobody knows
   */
  record Asker(String msgId, String queue, String method, long asks, long context, Deadline until) {

    /** Of a request that is to be looked up; null if nobody waits for its answer. */
    static Asker of(Request<JsonNode> request, Deadline until) {
      return request.isCall()
          ? new Asker(
              request.msgId(),
              request.replyQueue(),
              request.method(),
              TreeHash.of(Arrays.asList(request.namespace(), request.version(), request.args())),
              TreeHash.of(request.context().asMap()),
              until)
          : null;
    }

    /** Of a request that is to be answered only; null if nobody waits for that. */
    static Asker toAnswer(Request<?> request, Deadline until) {
      return request.isCall()
          ? new Asker(request.msgId(), request.replyQueue(), request.method(), 0, 0, until)
          : null;
    }

    /** Whether the answer to the other is one to this. */
    boolean asksTheSame(Asker other) {
      return Objects.equals(method, other.method) && asks == other.asks && context == other.context;
    }

    boolean isAnsweredWith(Asker other) {
      return other != null && msgId.equals(other.msgId) && queue.equals(other.queue);
    }

    /** Nobody knows when it gives up. */
    Asker withoutDeadline() {
      return new Asker(msgId, queue, method, asks, context, null);
    }

    boolean hasGivenUp() {
      return until != null && until.isPassed();
    }
  }

  /** The reply to a finished request. */
  interface KeptReply {

    /** What it takes of the memory. */
    int bytes();

    /** Sends it, unless it is on its way. */
    void sendAgain();

    /** Sends the same answer to another call. */
    void sendTo(Asker other);
  }

  private final int window;
  private final Consumer<Asker> unanswerable;
  private final Map<String, Entry> entries = new HashMap<>(); // guarded by this; by id

  /** Guarded by this; those of the entries that are done, the oldest first. */
  private final Deque<Entry> done = new ArrayDeque<>();

  private long replyBytes; // guarded by this; of done, which the broker has not
  private long answeredBytes; // guarded by this; of done, which the broker has

  /** Guarded by this; whose replies the broker has, the oldest first; some without one by now. */
  private final Deque<Entry> answered = new ArrayDeque<>();

  /**
   * An empty ledger of messages that nobody waits for.
   *
   * @param window how many of those that are done are remembered; 0: no id is looked at
   */
  RequestLedger(int window) {
    this(window, nobody -> {});
  }

  /**
   * An empty ledger.
   *
   * @param window how many of those that are done are remembered; 0: no id is looked at
   * @param unanswerable told of a call that asks for what is done and whose answer is not there, or
   *     not for it
   */
  RequestLedger(int window, Consumer<Asker> unanswerable) {
    this.window = window;
    this.unanswerable = unanswerable;
  }

  /** A delivery has come that nobody waits for: see {@link #arrived(String, Delivery, Asker)}. */
  Entry arrived(String uniqueId, Delivery delivery) {
    return arrived(uniqueId, delivery, null);
  }

  /**
   * A delivery has come.
   *
   * @param uniqueId null if it has none: then it is always new
   * @param asker the call that it is; null if it is none
   * @return an entry of the caller's, who ends it; or null: another one has it, or it is settled
   */
  Entry arrived(String uniqueId, Delivery delivery, Asker asker) {
    if (uniqueId == null || window == 0) {
      return new Entry(null, delivery, asker);
    }
    String key = keyOf(uniqueId);
    KeptReply reply;
    boolean isOther;
    boolean differs;
    boolean isOpen;
    boolean isAnswered;
    synchronized (this) {
      Entry fresh = new Entry(key, delivery, asker); // most are
      Entry known = entries.putIfAbsent(key, fresh);
      if (known == null) {
        return fresh;
      }
      isOther = asker != null && !asker.isAnsweredWith(known.asker);
      differs = isOther && known.asker != null && !asker.asksTheSame(known.asker);
      if (isOther && !differs && !known.ended) {
        known.join(asker);
      }
      if (!differs && !known.settled) {
        known.deliveries.add(delivery);
        return null;
      }
      isOpen = !known.ended;
      isAnswered = known.isAnswered;
      reply = known.reply;
    }
    if (!acknowledge(delivery) || (isOpen && !differs)) {
      return null; // it comes again; or is answered when it has run
    }
    if (isOther) {
      answer(asker, differs ? null : reply);
    } else if (reply != null && !isAnswered) {
      reply.sendAgain();
    }
    return null;
  }

  /**
   * A call that has come has joined an entry, perhaps: something is done for it while it waits
   * there.
   *
   * @param end ends that, once; at once if it does not wait there any more. Waits for nothing, and
   *     takes no lock under which the ledger is called
   */
  void untilItLeaves(String uniqueId, Asker asker, Runnable end) {
    synchronized (this) {
      Entry known = entries.get(keyOf(uniqueId));
      Joined joined = known == null ? null : known.joined(asker);
      if (joined != null) {
        joined.leave(); // of the same one, which came twice at once
        joined.end = end;
        return;
      }
    }
    end.run();
  }

  /** A call that has joined an entry. Guarded by the ledger. */
  private static final class Joined {

    private final Asker asker;
    private Runnable end; // null: nothing is done for it

    Joined(Asker asker) {
      this.asker = asker;
    }

    void leave() {
      if (end != null) {
        end.run();
      }
    }
  }

  private void answer(Asker other, KeptReply reply) {
    if (other.hasGivenUp()) {
      return;
    }
    if (reply == null) {
      unanswerable.accept(other);
    } else {
      reply.sendTo(other);
    }
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
    done.add(entry);
    if (entry.reply != null) {
      replyBytes += entry.reply.bytes();
    }
    while (done.size() > window) {
      Entry oldest = done.remove();
      forgetReply(oldest);
      oldest.forget();
    }
    if (replyBytes > MOST_REPLY_BYTES) {
      for (Iterator<Entry> oldest = done.iterator(); replyBytes > MOST_REPLY_BYTES; ) {
        forgetReply(oldest.next());
      }
    }
  }

  private void forgetReply(Entry entry) { // guarded by this
    if (entry.reply != null) {
      if (entry.isAnswered) {
        answeredBytes -= entry.reply.bytes();
      } else {
        replyBytes -= entry.reply.bytes();
      }
      entry.reply = null;
    }
  }

  /** Its reply counts as what may be asked for from now on. */
  private void keepAnswered(Entry entry) { // guarded by this
    int bytes = entry.reply.bytes();
    if (bytes > LARGEST_ANSWERED) {
      forgetReply(entry);
      return;
    }
    replyBytes -= bytes;
    answeredBytes += bytes;
    entry.isAnswered = true;
    answered.add(entry);
    while (answeredBytes > MOST_ANSWERED_BYTES || answered.size() > window) {
      forgetReply(answered.remove());
    }
  }

  /** One message, by whatever number of deliveries it has come. Ended once, by who has it. */
  final class Entry {

    private final String key; // null: nobody else knows it
    private final Asker asker; // the first; null if nobody waits
    private Deque<Joined> others; // guarded by the ledger; that ask the same; null: none
    private List<Delivery> deliveries = new ArrayList<>(1); // guarded by the ledger; unsettled
    private boolean isKnown; // guarded by the ledger; the next delivery of its id finds it
    private boolean settled; // guarded by the ledger; what joins it is settled at once
    private boolean ended; // guarded by the ledger; done, or released
    private KeptReply reply; // guarded by the ledger; null: none, or forgotten
    private boolean isAnswered; // guarded by the ledger; the broker has the reply

    private Entry(String key, Delivery first, Asker asker) {
      this.key = key;
      this.asker = asker;
      isKnown = key != null;
      deliveries.add(first);
    }

    /** Guarded by the ledger. */
    private void join(Asker other) {
      if (others == null) {
        others = new ArrayDeque<>();
      }
      Joined before = joined(other);
      if (before != null) { // it was delivered again
        others.remove(before);
        before.leave();
      }
      if (others.size() == MOST_OTHERS) {
        others.remove().leave();
      }
      others.add(new Joined(other));
    }

    /** Guarded by the ledger. Null if it has not, or has left. */
    private Joined joined(Asker other) {
      if (others != null) {
        for (Joined each : others) {
          if (other.isAnsweredWith(each.asker)) {
            return each;
          }
        }
      }
      return null;
    }

    /** Guarded by the ledger. */
    private Deque<Joined> takeOthers() {
      Deque<Joined> all = others == null ? new ArrayDeque<>(0) : others;
      others = null;
      all.forEach(Joined::leave);
      return all;
    }

    /** Whether a call has joined it that has not given up, or may have not. */
    boolean isAwaited() {
      synchronized (RequestLedger.this) {
        return others != null && !others.stream().allMatch(joined -> joined.asker.hasGivenUp());
      }
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
          forget();
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
          forget();
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
      List<Delivery> mine;
      Deque<Joined> joined;
      synchronized (RequestLedger.this) {
        mine = deliveries;
        joined = takeOthers();
        deliveries = List.of();
        settled = true;
        ended = true;
        reply = answer;
        if (isKnown) {
          remember(this);
        }
      }
      joined.forEach(other -> answer(other.asker, answer));
      return mine;
    }

    /**
     * Nobody waits for it any more, and it has not begun: it is acknowledged and forgotten, since
     * who calls again wants it to run. If somebody has done so by now, it comes again.
     *
     * @return false if the broker delivers it again
     */
    boolean expired() {
      boolean isAwaited;
      List<Delivery> mine;
      synchronized (RequestLedger.this) {
        isAwaited = isAwaited();
        mine = release();
      }
      if (isAwaited) {
        mine.forEach(Delivery::giveBack);
        return false;
      }
      boolean taken = false;
      for (Delivery delivery : mine) {
        taken |= acknowledge(delivery);
      }
      return taken;
    }

    /** Whether it is done, or the broker's again. */
    boolean hasEnded() {
      synchronized (RequestLedger.this) {
        return ended;
      }
    }

    /** The broker has its reply: it need not be sent again. */
    void answered() {
      synchronized (RequestLedger.this) {
        if (!isKnown) {
          reply = null;
        } else if (reply != null && !isAnswered) {
          keepAnswered(this);
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
        forget();
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
    private void forget() {
      takeOthers();
      if (isKnown) {
        isKnown = false;
        entries.remove(key);
      }
    }
  }
}
