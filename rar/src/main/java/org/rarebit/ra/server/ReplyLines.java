package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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

/**
 * The channels through which replies leave, with their share of a link for publishing: the broker
 * may block publishers, and must not block acknowledgements with them. Thread-safe, but for {@link
 * #ensure} and {@link #trial}, which wait for the broker: one thread at a time calls them.
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
   * A few, since a channel is locked while frames are written, and RabbitMQ runs a process for each
   * channel, which it wakes for each message (docs/decisions/0014-channels-of-calls.md); one more
   * for large ones.
   */
  private static final int SMALL_LINES = 2;

  private static final int LARGE_LINE = SMALL_LINES;
  private static final int LINES = SMALL_LINES + 1;

  /** How long a reply waits for others at most. */
  private static final Duration LONGEST_HELD = Duration.ofMillis(2);

  private static final System.Logger LOG = System.getLogger(ReplyLines.class.getName());

  private final BrokerSettings settings;
  private final AdapterServices services;
  private final AtomicBoolean flushComes = new AtomicBoolean();
  private LinkPool.Lease lease; // guarded by this; null while there is none
  private boolean closed; // guarded by this
  private volatile Line[] lines; // written under this; null while there are none; never changed
  private Line trial; // guarded by this; null until it is needed, and after the end

  ReplyLines(BrokerSettings settings, AdapterServices services) {
    this.settings = settings;
    this.services = services;
  }

  /** A channel, and what came back through it. */
  final class Line {

    private final Publisher publisher;
    private final Set<Integer> returned = ConcurrentHashMap.newKeySet(); // marks

    private Line(Publisher publisher) {
      this.publisher = publisher;
      publisher.onReturn((queue, body) -> returned.add(markOf(queue, body)));
    }

    /**
     * Publishes; the caller sees to it that it is flushed.
     *
     * @param answer told once, unless this throws
     */
    void publish(String queue, byte[] body, Deadline deadline, Consumer<BrokerException> answer)
        throws BrokerException {
      publisher.publishConfirmedHeld(
          services.topology().replyRoute(queue),
          new OutgoingMessage(body, 0, true),
          deadline,
          answer);
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
      return publisher.isOpen() && !publisher.isUseless();
    }
  }

  private static int markOf(String queue, byte[] body) {
    int hash = 31 * queue.hashCode() + body.length;
    for (int i = Math.max(0, body.length - TOLD_BY); i < body.length; i++) {
      hash = 31 * hash + body[i];
    }
    return hash;
  }

  /** The line of this thread for a body of that size; null while the broker takes nothing. */
  Line lineFor(byte[] body) {
    Line[] now = lines;
    if (now == null || now[0].publisher.link().isBlocked()) {
      return null;
    }
    return now[lineNumber(body)];
  }

  private static int lineNumber(byte[] body) {
    return body.length > LARGE ? LARGE_LINE : (int) (Thread.currentThread().getId() % SMALL_LINES);
  }

  /** Sends what nobody looks after, once, if that can be done now. */
  void sendOnce(String queue, byte[] body) throws BrokerException {
    Line line = lineFor(body);
    if (line != null) {
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

  /** A line for a body of that size, also if the broker takes nothing; waits for the broker. */
  Line ensure(byte[] body) throws BrokerException {
    ensure();
    Line[] now = lines;
    if (now == null) {
      throw closedException();
    }
    return now[lineNumber(body)];
  }

  /** Replaces the channels that are not open. Waits for the broker. */
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
                : new Line(mine.link().openPublisher(deadline));
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
    Line fresh = new Line(mine.link().openPublisher(deadline));
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
