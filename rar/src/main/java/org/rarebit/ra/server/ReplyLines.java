package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Confirm;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.broker.Publisher;
import org.rarebit.ra.wire.Route;

/**
 * The channels through which replies leave, with their share of a link for publishing: the broker
 * may block publishers, and must not block acknowledgements with them. Thread-safe, but for {@link
 * #ensure} and {@link #trial}, which wait for the broker: one thread at a time calls them.
 *
 * <p>A confirm for each reply costs the broker a tenth of a call and more. So there is a line
 * without, on which a barrier tells of all replies of some milliseconds that they have gone to
 * their queues or came back ({@link Publisher#publishHeld}). A barrier tells neither that a queue
 * refused a reply, nor that a channel does nothing any more for a queue whose leader was lost. So a
 * reply is confirmed all the same, on another line, if it is large, and unless:
 *
 * <ul>
 *   <li>a confirmed reply to the same queue was taken a moment ago ({@code proven});
 *   <li>and no reply was refused, and no confirm was late, for some seconds ({@code doubt}). When
 *       doubt begins the line without confirms is replaced: what is unanswered there is sent again,
 *       and what is sent there later goes through a channel that knows the queues as they are.
 * </ul>
 *
 * <p>What holds always:
 *
 * <ul>
 *   <li>There are all lines or none; they are replaced together, and never after the end.
 *   <li>Lines that are replaced, or come too late, are closed; a share that is replaced is given
 *       back.
 * </ul>
 */
final class ReplyLines {

  /** The end of a body has its ids: enough to know it by when it comes back. */
  private static final int TOLD_BY = 192;

  /** Beyond it a reply leaves through a channel where small ones are not behind it. */
  private static final int LARGE = 64 * 1024;

  /**
   * One for each purpose, since RabbitMQ runs a process for each channel, which it wakes for each
   * message (docs/decisions/0014-channels-of-calls.md): small replies, those of them that are to be
   * confirmed, and large ones.
   */
  private static final int PLAIN = 0;

  private static final int CONFIRMING = 1;
  private static final int LARGE_LINE = 2;
  private static final int LINES = 3;

  /** So long the confirm of a reply speaks for those to its queue after it. */
  static final Duration PROVEN = Duration.ofMillis(250);

  /** A confirm that takes longer tells that a queue was out of reach meanwhile. */
  static final Duration LATE = Duration.ofSeconds(1);

  /** So long all replies are confirmed after a late confirm. */
  static final Duration LATE_DOUBT = Duration.ofSeconds(10);

  /** So long after the broker refused one: queues that are full often are so for a while. */
  static final Duration REFUSAL_DOUBT = Duration.ofSeconds(60);

  /** They are forgotten if there are more: somebody makes up queues. */
  private static final int MOST_NAMES = 10_000;

  /** How long a reply waits for others at most. */
  private static final Duration LONGEST_HELD = Duration.ofMillis(2);

  private static final System.Logger LOG = System.getLogger(ReplyLines.class.getName());

  private final BrokerSettings settings;
  private final AdapterServices services;
  private final Duration provenFor;
  private final Runnable replace;
  private final AtomicBoolean flushComes = new AtomicBoolean();
  private final Map<String, Deadline> proven = new ConcurrentHashMap<>(); // by queue
  private final AtomicLong doubtUntil = new AtomicLong(System.nanoTime()); // nanoTime; grows
  private LinkPool.Lease lease; // guarded by this; null while there is none
  private boolean closed; // guarded by this
  private volatile Line[] lines; // written under this; null while there are none; never changed
  private Line trial; // guarded by this; null until it is needed, and after the end

  /**
   * None yet.
   *
   * @param provenFor how long a confirm speaks for the replies to the same queue after it
   * @param replace has {@link #ensure} called soon, by a thread that may wait; on any thread
   */
  ReplyLines(
      BrokerSettings settings, AdapterServices services, Duration provenFor, Runnable replace) {
    this.settings = settings;
    this.services = services;
    this.provenFor = provenFor;
    this.replace = replace;
  }

  /** A channel, and what came back through it. */
  final class Line {

    private final Publisher publisher;
    private final boolean confirms;
    private final Set<Integer> returned = ConcurrentHashMap.newKeySet(); // marks
    private volatile boolean isSuspect; // to be replaced

    private Line(Publisher publisher, boolean confirms) {
      this.publisher = publisher;
      this.confirms = confirms;
      publisher.onReturn((route, body) -> returned.add(markOf(route.routingKey(), body)));
    }

    /**
     * Publishes; the caller sees to it that it is flushed.
     *
     * @param answer told once, unless this throws
     */
    void publish(String queue, byte[] body, Deadline deadline, Consumer<BrokerException> answer)
        throws BrokerException {
      Route route = services.topology().replyRoute(queue);
      OutgoingMessage message = new OutgoingMessage(body, 0, true);
      if (!confirms) {
        publisher.publishHeld(route, message, deadline, answer);
        return;
      }
      Deadline late = Deadline.after(LATE);
      publisher.publishConfirmedHeld(
          route,
          message,
          deadline,
          failure -> {
            learn(queue, failure, late);
            answer.accept(failure);
          });
    }

    /** Publishes, and waits for the broker's answer. */
    void publishAndWait(String queue, byte[] body, Deadline deadline) throws BrokerException {
      Confirm confirm =
          publisher.publishConfirmed(
              services.topology().replyRoute(queue), new OutgoingMessage(body, 0, true), deadline);
      confirm.await(deadline);
    }

    /** Whether it came back, which is told before it is confirmed. */
    boolean cameBack(String queue, byte[] body) {
      return !returned.isEmpty() && returned.remove(markOf(queue, body));
    }

    void flush() {
      publisher.link().flush();
    }

    private boolean isFine() {
      return publisher.isOpen() && !publisher.isUseless() && !isSuspect;
    }
  }

  private static int markOf(String queue, byte[] body) {
    int hash = 31 * queue.hashCode() + body.length;
    for (int i = Math.max(0, body.length - TOLD_BY); i < body.length; i++) {
      hash = 31 * hash + body[i];
    }
    return hash;
  }

  /** What the broker said to a confirmed reply. */
  private void learn(String queue, BrokerException failure, Deadline late) {
    if (failure == null && late.isPassed()) {
      doubt(LATE_DOUBT);
    } else if (failure == null) {
      if (proven.size() >= MOST_NAMES) {
        proven.clear();
      }
      proven.put(queue, Deadline.after(provenFor));
    } else if (failure.kind() == Kind.NACKED) {
      doubt(REFUSAL_DOUBT);
    }
  }

  /** A reply came back: its queue is not there. */
  void isMissing(String queue) {
    proven.remove(queue);
  }

  private void doubt(Duration howLong) {
    boolean begins = !isInDoubt();
    long until = System.nanoTime() + howLong.toNanos();
    doubtUntil.accumulateAndGet(until, (known, mine) -> mine - known > 0 ? mine : known);
    Line[] now = lines;
    if (begins && now != null) {
      now[PLAIN].isSuspect = true;
      replace.run();
    }
  }

  private boolean isInDoubt() {
    return doubtUntil.get() - System.nanoTime() > 0;
  }

  /** The line for a reply; null while the broker takes nothing. */
  Line lineFor(String queue, byte[] body) {
    Line[] now = lines;
    return now == null || now[CONFIRMING].publisher.link().isBlocked()
        ? null
        : lineFor(now, queue, body);
  }

  private Line lineFor(Line[] now, String queue, byte[] body) {
    if (body.length > LARGE) {
      return now[LARGE_LINE];
    }
    Deadline until = proven.get(queue);
    return until == null || until.isPassed() || isInDoubt() || !now[PLAIN].isFine()
        ? now[CONFIRMING]
        : now[PLAIN];
  }

  /** Sends what nobody looks after, once, if that can be done now. */
  void sendOnce(String queue, byte[] body) throws BrokerException {
    Line[] now = lines;
    if (now != null && !now[PLAIN].publisher.link().isBlocked()) {
      Line line = now[PLAIN];
      line.publisher.publishHeld(
          services.topology().replyRoute(queue),
          new OutgoingMessage(body, 0, false),
          Deadline.after(Duration.ZERO));
      line.flush();
    }
  }

  /** Sends what waits for others. Cheap if there is nothing. */
  void flush() {
    Line[] now = lines;
    if (now != null) {
      now[0].flush();
    }
  }

  /** Whoever was to flush may be held up, by a method that is slow for once. */
  void flushInTime() {
    if (flushComes.compareAndSet(false, true)) {
      services
          .scheduler()
          .after(
              LONGEST_HELD,
              () -> {
                flushComes.set(false);
                flush();
              });
    }
  }

  /** The line for a reply, also if the broker takes nothing; waits for the broker. */
  Line ensure(String queue, byte[] body) throws BrokerException {
    ensure();
    Line[] now = lines;
    if (now == null) {
      throw closedException();
    }
    return lineFor(now, queue, body);
  }

  /** Replaces the channels that are not open, or are suspected. Waits for the broker. */
  void ensure() throws BrokerException {
    Line[] now = lines;
    if (now != null && areFine(now)) {
      return;
    }
    LinkPool.Lease mine;
    synchronized (this) {
      mine = lease;
    }
    boolean fresh = mine == null || !mine.link().isOpen() || mine.link().refusesAll();
    Deadline deadline = Deadline.after(Duration.ofMillis(settings.connectTimeoutMillis()));
    if (fresh) {
      mine = services.links().lease(settings, deadline);
    }
    Line[] opened = new Line[LINES];
    try {
      for (int i = 0; i < LINES; i++) {
        opened[i] =
            !fresh && now != null && now[i].isFine()
                ? now[i]
                : new Line(mine.link().openPublisher(deadline), i != PLAIN);
      }
    } catch (BrokerException | RuntimeException | Error e) {
      closeOthers(opened, fresh ? null : now);
      if (fresh) {
        mine.close();
      }
      throw e;
    }
    use(mine, opened);
  }

  /** Whether one is to be replaced although it is open. */
  boolean isSuspected() {
    Line[] now = lines;
    return now != null && now[PLAIN].isSuspect && now[PLAIN].publisher.isOpen();
  }

  private static boolean areFine(Line[] some) {
    for (Line line : some) {
      if (!line.isFine()) {
        return false;
      }
    }
    return true;
  }

  private void use(LinkPool.Lease mine, Line[] opened) {
    LinkPool.Lease leaseBefore;
    Line[] linesBefore;
    Line trialBefore = null;
    boolean late;
    synchronized (this) {
      late = closed;
      leaseBefore = late ? mine : lease == mine ? null : lease;
      linesBefore = lines;
      if (!late) {
        if (lease != mine) {
          trialBefore = trial;
          trial = null;
        }
        lease = mine;
        lines = opened;
        proven.clear(); // queues have to show again that they take replies
      }
    }
    if (late) {
      closeOthers(opened, null);
    } else {
      closeOthers(linesBefore, opened);
    }
    close(trialBefore);
    if (leaseBefore != null) {
      leaseBefore.close();
    }
  }

  /** Closes the lines of one set that are not in the other. */
  private static void closeOthers(Line[] some, Line[] kept) {
    for (int i = 0; some != null && i < some.length; i++) {
      if (some[i] != null && (kept == null || kept[i] != some[i])) {
        some[i].publisher.close();
      }
    }
  }

  /** Before the share of its link is given back: the link may be others', too, and stay. */
  private static void close(Line line) {
    if (line != null) {
      line.publisher.close();
    }
  }

  /** A line for one reply at a time, so that what the broker closes it for is known. */
  Line trial(Deadline deadline) throws BrokerException {
    LinkPool.Lease mine;
    synchronized (this) {
      if (trial != null && trial.publisher.isOpen()) {
        return trial;
      }
      mine = lease;
    }
    if (mine == null) {
      throw closedException();
    }
    Line fresh = new Line(mine.link().openPublisher(deadline), true);
    synchronized (this) {
      if (!closed) {
        trial = fresh;
        return fresh;
      }
    }
    close(fresh);
    throw closedException();
  }

  private static BrokerException closedException() {
    return new BrokerException(Kind.CLOSED, "The replies' link is closed.");
  }

  /** For good. */
  void close() {
    LinkPool.Lease lastLease;
    Line[] lastLines;
    Line lastTrial;
    synchronized (this) {
      closed = true;
      lastLease = lease;
      lastLines = lines;
      lastTrial = trial;
      lease = null;
      lines = null;
      trial = null;
    }
    closeOthers(lastLines, null);
    close(lastTrial);
    if (lastLease != null) {
      lastLease.close();
    }
    LOG.log(Level.DEBUG, "replies to {0} leave no more", settings);
  }
}
