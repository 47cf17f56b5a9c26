package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.rarebit.api.EncodingException;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Backoff;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.wire.RemoteFailure;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;
import org.rarebit.ra.wire.Request;

/**
 * The replies of all servers of a broker, from the moment a method has ended until the broker is
 * known to have given them to the caller's queue: by a confirm, or by one barrier for many ({@link
 * ReplyLines}). They leave through channels of a link for publishing, since the broker may block
 * publishers and must not block acknowledgements with them. Thread-safe.
 *
 * <p>What holds at any moment:
 *
 * <ul>
 *   <li>A reply that was accepted is in one place: on its way (published, not answered), in the
 *       backlog (no channel takes it now), among the suspects (its channel was closed by the
 *       broker), or with those whose queue is missing. It leaves for good by a confirm or a
 *       barrier, or given up: counted, and told in the log.
 *   <li>No thread that brings a reply waits, but for the socket: who waits for a link, for a
 *       blocked broker, or for a suspect's answer is one Work, {@link #work}, if there is one.
 *   <li>Threads that read and timers change maps and queues, and hand over to that Work.
 *   <li>Of the replies to a queue that is missing one is on its way at a time.
 *   <li>What a broker closes a channel for is found by sending each suspect alone; its caller gets
 *       a failure in its place, and the others what they were to get.
 *   <li>What is kept is bounded in bytes: {@link #MOST_BYTES} in all, half of it for queues that
 *       are missing.
 * </ul>
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPIncomingMessage._send_reply; option
 *     kombu_missing_consumer_retry_timeout</a>
 */
final class ReplyOutbox implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ReplyOutbox.class.getName());

  private static final Duration RETRY_WINDOW = Duration.ofSeconds(60);
  private static final Duration FIRST_PROBE = Duration.ofMillis(250);
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(8);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
  private static final Duration REFUSED_PAUSE = Duration.ofMillis(500);
  private static final Duration SUSPECT_PATIENCE = Duration.ofSeconds(10);

  /** A broker that confirms nothing for so long is not waited for again until it does. */
  private static final Duration TRIAL = Duration.ofSeconds(2);

  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final long MOST_MISSING_BYTES = MOST_BYTES / 2;

  /** What each reply takes beside its body. */
  private static final int OVERHEAD = 256;

  private static final int LINES_A_MINUTE = 10;

  private final BrokerSettings settings;
  private final AdapterServices services;
  private final Duration retryWindow;
  private final ReplyLines lines;
  private final LogLimiter limited = new LogLimiter(LOG, LINES_A_MINUTE);
  private final LongAdder lost = new LongAdder();
  private final LongAdder resent = new LongAdder();
  private final AtomicLong keptBytes = new AtomicLong();
  private final AtomicInteger kept = new AtomicInteger();

  private final Deque<Kept> backlog = new ArrayDeque<>(); // guarded by this
  private final Deque<Kept> suspects = new ArrayDeque<>(); // guarded by this
  private final Map<String, Missing> missing = new HashMap<>(); // guarded by this; by queue
  private long missingBytes; // guarded by this
  private volatile boolean anyMissing; // written under this
  private volatile boolean anyBehind; // written under this; something is in the backlog
  private final Backoff backoff = new Backoff(); // guarded by this
  private boolean working; // guarded by this; the Work is under way, or comes
  private volatile boolean closed; // written under this
  private volatile boolean inVain; // a server has waited for a confirm, and none has come since

  ReplyOutbox(BrokerSettings settings, AdapterServices services) {
    this(settings, services, RETRY_WINDOW, ReplyLines.PROVEN);
  }

  /**
   * An outbox without channels yet.
   *
   * @param retryWindow how long a reply that does not arrive is tried again
   * @param proven how long a confirm speaks for the replies to the same queue after it
   */
  ReplyOutbox(
      BrokerSettings settings, AdapterServices services, Duration retryWindow, Duration proven) {
    this.settings = settings;
    this.services = services;
    this.retryWindow = retryWindow;
    this.lines = new ReplyLines(settings, services, proven, this::wakeUp);
  }

  /** How many replies were given up, each of them in the log before it counts. */
  long lost() {
    return lost.sum();
  }

  /** How many replies were sent more than once. */
  long resent() {
    return resent.sum();
  }

  /** How many replies the broker is not known to have. */
  int kept() {
    return kept.get();
  }

  /** Whether one of its channels is open, but to be replaced. */
  boolean isSuspected() {
    return lines.isSuspected();
  }

  /** What a caller is told whose result has no form in JSON. */
  static RemoteFailure unwritable(EncodingException e) {
    return RemoteFailure.valueError("The result: " + e.getMessage());
  }

  private String subject() {
    return "replies to " + settings;
  }

  /** One server's use of it, whose end waits for its own replies only. */
  Sender sender() {
    return new Sender();
  }

  /** Makes and sends the replies of one server. Thread-safe. */
  final class Sender {

    private int outstanding; // guarded by this

    private Sender() {}

    ReplyOutbox outbox() {
      return ReplyOutbox.this;
    }

    /**
     * The reply with a result, or, if it cannot be written as JSON, a failure that says so. It is
     * to be sent.
     *
     * @param entry told once the broker has it; null for nobody
     * @param until when its caller gives up; null if nobody knows
     */
    Kept result(Request<?> request, Object result, RequestLedger.Entry entry, Deadline until) {
      RequestLedger.Asker caller = RequestLedger.Asker.toAnswer(request, until);
      try {
        return keep(caller, Reply.returned(request.msgId(), result), entry);
      } catch (EncodingException e) {
        limited.log(
            Level.WARNING,
            "encoding",
            () ->
                subject()
                    + ": the result of "
                    + LogText.of(request.method())
                    + " cannot be sent: "
                    + e.getMessage());
        return failure(caller, unwritable(e), entry);
      }
    }

    /** The reply with a failure, to be sent. */
    Kept failure(
        Request<?> request, RemoteFailure failure, RequestLedger.Entry entry, Deadline until) {
      return failure(RequestLedger.Asker.toAnswer(request, until), failure, entry);
    }

    /** The reply with a failure, to be sent. */
    Kept failure(RequestLedger.Asker caller, RemoteFailure failure, RequestLedger.Entry entry) {
      try {
        return keep(caller, Reply.failed(caller.msgId(), failure), entry);
      } catch (EncodingException e) {
        throw new IllegalStateException("A failure is text and can be written.", e);
      }
    }

    private Kept keep(RequestLedger.Asker caller, Reply<?> reply, RequestLedger.Entry entry) {
      return new Kept(this, caller, ReplyCodec.encode(reply), entry);
    }

    /**
     * Sends a reply.
     *
     * @param more another reply follows at once, or {@link #flush}: this one may wait for it
     */
    void send(Kept reply, boolean more) {
      ReplyOutbox.this.accept(reply, more);
    }

    /** Sends a sign of life, once: the next one comes soon, and the caller may be gone. */
    void heartbeat(Request<?> request) {
      ReplyOutbox.this.heartbeat(request);
    }

    /** Sends the replies that wait for others. Cheap if there are none. */
    void flush() {
      lines.flush();
    }

    private synchronized void began() {
      outstanding++;
    }

    private synchronized void ended() {
      if (--outstanding == 0) {
        notifyAll();
      }
    }

    /**
     * Waits until the broker has what this server sent, but for what waits for a queue that is
     * missing; at most until the deadline. Of many servers that end one after the other, the first
     * one waits for a broker that confirms nothing.
     */
    synchronized void awaitSent(Deadline deadline) {
      Deadline trial = Deadline.after(TRIAL);
      deadline.waitWhile(this, () -> outstanding > 0 && !closed && !inVain);
      if (outstanding > 0 && trial.isPassed()) {
        inVain = true;
      }
    }
  }

  /** A reply until the broker has it, and as long as somebody may ask for it again. */
  final class Kept implements RequestLedger.KeptReply {

    private final Sender sender;
    private final RequestLedger.Asker caller;
    private final byte[] body;
    private final RequestLedger.Entry entry; // null: nobody asks for it again
    private final AtomicBoolean within = new AtomicBoolean(); // the outbox has it
    private Deadline giveUp; // set before it is accepted
    private boolean sentBefore; // of whoever has it
    private boolean inPlaceOfAnother;
    private Missing probes; // guarded by the outbox; whose queue's one on its way it is; or null

    private Kept(
        Sender sender, RequestLedger.Asker caller, byte[] body, RequestLedger.Entry entry) {
      Deadline window = Deadline.after(retryWindow);
      this.sender = sender;
      this.caller = caller;
      this.body = body;
      this.giveUp = caller.until() == null ? window : caller.until().earlier(window);
      this.entry = entry;
    }

    private String queue() {
      return caller.queue();
    }

    @Override
    public int bytes() {
      return body.length + OVERHEAD;
    }

    @Override
    public void sendAgain() {
      if (!within.get()) { // it was given up, and its caller waits all the same
        giveUp = Deadline.after(retryWindow);
        accept(this, false);
      }
    }

    @Override
    public void sendTo(RequestLedger.Asker other) {
      accept(new Kept(sender, other, ReplyCodec.forAnother(body, other.msgId()), null), false);
    }
  }

  /** The replies to a queue that is not there. Guarded by the outbox. */
  private static final class Missing {

    final String queue;
    final Deque<Kept> replies = new ArrayDeque<>();
    Duration pause = FIRST_PROBE;

    Missing(String queue) {
      this.queue = queue;
    }
  }

  private void accept(Kept reply, boolean more) {
    if (!reply.within.compareAndSet(false, true)) {
      return; // it is on its way
    }
    reply.sender.began();
    kept.incrementAndGet();
    if (keptBytes.addAndGet(reply.bytes()) > MOST_BYTES) {
      limited.log(
          Level.WARNING,
          "full",
          () -> subject() + ": a reply is lost: " + MOST_BYTES + " bytes of them wait already");
      giveUp(reply);
    } else if (!(anyMissing && joinMissing(reply)) && (anyBehind || !publish(reply, more))) {
      hold(reply);
    }
  }

  /** Never waits for the broker. False if there is no channel for it now. */
  private boolean publish(Kept reply, boolean more) {
    ReplyLines.Line line = lines.lineFor(reply.queue(), reply.body);
    if (line == null) {
      return false;
    }
    try {
      publish(line, reply, Deadline.after(Duration.ZERO)); // a block is a reason to hold it
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "{0}: a reply waits for a link: {1}", subject(), e.getMessage());
      return false;
    }
    if (more) {
      lines.flushInTime();
    } else {
      line.flush();
    }
    return true;
  }

  private void publish(ReplyLines.Line line, Kept reply, Deadline deadline) throws BrokerException {
    line.publish(reply.queue(), reply.body, deadline, failure -> answered(line, reply, failure));
  }

  private void heartbeat(Request<?> request) {
    try {
      lines.sendOnce(request.replyQueue(), ReplyCodec.encode(Reply.heartbeat(request.msgId())));
    } catch (BrokerException | EncodingException e) {
      LOG.log(Level.DEBUG, "{0}: a heartbeat was not sent: {1}", subject(), e.getMessage());
    }
  }

  /** What the broker said to a reply. On the reader thread, usually: nothing here waits. */
  private void answered(ReplyLines.Line line, Kept reply, BrokerException failure) {
    if (failure == null) {
      if (line.cameBack(reply.queue(), reply.body)) {
        lines.isMissing(reply.queue());
        isMissing(reply);
      } else {
        confirmed(reply);
      }
      return;
    }
    reply.sentBefore = true;
    if (failure.kind() == Kind.CHANNEL) {
      suspect(reply);
    } else if (failure.kind() == Kind.NACKED) { // it can be had later
      services.scheduler().after(REFUSED_PAUSE, () -> hold(reply));
    } else {
      hold(reply);
    }
  }

  private void confirmed(Kept reply) {
    if (inVain) {
      inVain = false;
    }
    if (reply.entry != null) {
      reply.entry.answered();
    }
    leave(reply);
    if (anyMissing) {
      isThere(reply);
    }
  }

  private void leave(Kept reply) {
    keptBytes.addAndGet(-reply.bytes());
    kept.decrementAndGet();
    reply.within.set(false);
    reply.sender.ended();
  }

  private void giveUp(Kept reply) {
    lost.increment();
    leave(reply);
  }

  /** No channel takes it now. */
  private void hold(Kept reply) {
    synchronized (this) {
      if (!closed) {
        putBack(reply);
        backlog.add(reply);
        anyBehind = true;
      }
    }
    wakeUp();
  }

  /** If it was the one of a missing queue, another one is tried next time. Guarded by this. */
  private void putBack(Kept reply) {
    Missing of = reply.probes;
    if (of != null) {
      reply.probes = null;
      scheduleProbe(of);
    }
  }

  /** Its channel was closed by the broker, for it or for another one. */
  private void suspect(Kept reply) {
    synchronized (this) {
      if (!closed) {
        putBack(reply);
        suspects.add(reply);
      }
    }
    wakeUp();
  }

  /** Opens channels soon, unless there are some. */
  void open() {
    wakeUp();
  }

  private void wakeUp() {
    synchronized (this) {
      if (working || closed) {
        return;
      }
      working = true;
    }
    beginWork();
  }

  private void beginWork() {
    try {
      services.works().execute(this::work);
    } catch (RuntimeException | Error e) { // no thread left, perhaps: then later
      tryLater(e);
    }
  }

  /** The one that may wait for the broker: while there is no link, or the link is blocked. */
  private void work() {
    try {
      lines.ensure();
      for (Kept next = takeNext(); next != null; next = takeNext()) {
        sendHeld(next);
      }
      if (isSuspected()) { // since it looked; who found that saw this under way
        wakeUp();
      }
    } catch (BrokerException | RuntimeException | Error e) {
      tryLater(e);
    }
  }

  /** The next suspect, or else of the backlog; null ends the Work. */
  private synchronized Kept takeNext() {
    Kept next = closed ? null : suspects.peek();
    if (next == null && !closed) {
      next = backlog.peek();
    }
    if (next == null) {
      working = false;
      anyBehind = false;
      backoff.reset();
    }
    return next;
  }

  private void sendHeld(Kept reply) throws BrokerException {
    boolean suspected;
    synchronized (this) {
      suspected = suspects.peek() == reply;
    }
    if (suspected) {
      tryAlone(reply);
      return;
    }
    if (reply.giveUp.isPassed() && reply.sentBefore) {
      throw new BrokerException(Kind.TIMEOUT, "the broker did not confirm it in time.");
    }
    ReplyLines.Line line = lines.ensure(reply.queue(), reply.body);
    if (reply.sentBefore) {
      resent.increment();
    }
    synchronized (this) {
      backlog.remove(reply); // the first: before it is answered
    }
    try {
      // waits while the broker takes nothing: so nobody else need, and nobody looks again and again
      publish(line, reply, reply.giveUp.isPassed() ? Deadline.after(LONGEST_RETRY) : reply.giveUp);
      line.flush();
    } catch (BrokerException | RuntimeException | Error e) {
      synchronized (this) {
        backlog.addFirst(reply);
      }
      throw e;
    }
  }

  /** Sends a suspect with nobody beside it: so what the broker closes the channel for is known. */
  private void tryAlone(Kept reply) throws BrokerException {
    Deadline deadline = Deadline.after(SUSPECT_PATIENCE);
    ReplyLines.Line trial = lines.trial(deadline);
    BrokerException refusal = null;
    try {
      trial.publishAndWait(reply.queue(), reply.body, deadline);
    } catch (BrokerException e) {
      if (e.kind() != Kind.CHANNEL && e.kind() != Kind.INVALID) {
        throw e;
      }
      refusal = e;
    }
    synchronized (this) {
      suspects.remove(reply);
    }
    if (refusal != null) {
      isRefused(reply, refusal);
    } else if (trial.cameBack(reply.queue(), reply.body)) {
      isMissing(reply);
    } else {
      resent.increment();
      confirmed(reply);
    }
  }

  /** The broker will not have it, however often it is sent: the caller is told that at least. */
  private void isRefused(Kept reply, BrokerException reason) {
    boolean instead = !reply.inPlaceOfAnother;
    limited.log(
        Level.WARNING,
        "refused",
        () ->
            subject()
                + ": the broker refused a reply to "
                + LogText.of(reply.caller.method())
                + " of "
                + reply.body.length
                + " bytes: "
                + LogText.sentence(LogText.of(reason.getMessage()))
                + (instead ? " Its caller gets a failure instead." : " It is lost."));
    if (instead) {
      Kept failure =
          reply.sender.failure(
              reply.caller.withoutDeadline(),
              RemoteFailure.valueError(
                  "The method has run, but the broker refused its reply of "
                      + reply.body.length
                      + " bytes: "
                      + reason.getMessage()),
              reply.entry);
      failure.inPlaceOfAnother = true;
      failure.within.set(true);
      failure.sender.began();
      kept.incrementAndGet();
      keptBytes.addAndGet(failure.bytes());
      synchronized (this) {
        suspects.addFirst(failure);
      }
      lost.increment(); // the answer itself
      leave(reply);
    } else {
      giveUp(reply);
    }
  }

  private void tryLater(Throwable reason) {
    List<Kept> given = new ArrayList<>();
    Duration pause;
    synchronized (this) {
      backlog.removeIf(reply -> reply.giveUp.isPassed() && given.add(reply));
      suspects.removeIf(reply -> reply.giveUp.isPassed() && given.add(reply));
      anyBehind = !backlog.isEmpty();
      Duration next = backoff.next();
      boolean nothing = backlog.isEmpty() && suspects.isEmpty() && !isSuspected();
      boolean again = !closed && !nothing;
      working = again;
      pause = !again ? null : next.compareTo(LONGEST_RETRY) < 0 ? next : LONGEST_RETRY;
    }
    if (reason instanceof Error || reason instanceof RuntimeException) {
      limited.log(Level.ERROR, "fault", () -> subject() + ": cannot be sent: " + reason);
    }
    if (!given.isEmpty()) {
      limited.log(
          Level.WARNING,
          "given up",
          () ->
              subject()
                  + ": "
                  + count(given.size())
                  + " given up after "
                  + retryWindow.toSeconds()
                  + " s: "
                  + LogText.of(reason.getMessage()));
      given.forEach(this::giveUp);
    }
    if (pause != null) {
      workAfter(pause);
    }
  }

  private void workAfter(Duration pause) {
    try {
      services.scheduler().after(pause, this::beginWork);
    } catch (RuntimeException | Error e) { // no memory: the next reply that is held wakes it up
      synchronized (this) {
        working = false;
      }
      throw e;
    }
  }

  private static String count(int replies) {
    return replies == 1 ? "a reply is" : replies + " replies are";
  }

  /** Holds a reply whose queue is known to be missing; false if it is not. */
  private boolean joinMissing(Kept reply) {
    synchronized (this) {
      Missing of = missing.get(reply.queue());
      if (of == null || closed) {
        return false;
      }
      if (keepMissing(of, reply)) {
        return true;
      }
    }
    dropMissing(reply);
    return true;
  }

  /** False if there are too many. Guarded by this. */
  private boolean keepMissing(Missing of, Kept reply) {
    if (missingBytes + reply.bytes() > MOST_MISSING_BYTES) {
      return false;
    }
    missingBytes += reply.bytes();
    of.replies.add(reply);
    reply.sender.ended(); // nobody's end waits for a queue that may never come
    return true;
  }

  private void dropMissing(Kept reply) {
    limited.log(
        Level.WARNING,
        "too many for missing queues",
        () -> subject() + ": a reply is lost: too many wait for queues that are not there");
    giveUp(reply);
  }

  /** The caller's queue is not there. */
  private void isMissing(Kept reply) {
    boolean isKept;
    synchronized (this) {
      if (closed) {
        return;
      }
      Missing of = reply.probes;
      reply.probes = null;
      reply.sentBefore = true;
      if (of == null) {
        of = missing.get(reply.queue());
      } else {
        Duration doubled = of.pause.multipliedBy(2);
        of.pause = doubled.compareTo(LONGEST_PROBE) < 0 ? doubled : LONGEST_PROBE;
        scheduleProbe(of);
      }
      if (of == null) {
        of = new Missing(reply.queue());
        missing.put(of.queue, of);
        anyMissing = true;
        scheduleProbe(of);
      }
      isKept = keepMissing(of, reply);
    }
    if (!isKept) {
      dropMissing(reply);
    }
  }

  /** Guarded by this. */
  private void scheduleProbe(Missing of) {
    Duration pause = of.pause;
    Kept first = of.replies.peek();
    if (first != null && first.giveUp.remaining().compareTo(pause) < 0) {
      Duration left = first.giveUp.remaining().plusMillis(1);
      pause = left.compareTo(FIRST_PROBE) < 0 ? FIRST_PROBE : left;
    }
    services.scheduler().after(pause, () -> beginProbe(of));
  }

  private void beginProbe(Missing of) {
    try {
      services.works().execute(() -> probe(of));
    } catch (RuntimeException | Error e) { // no thread left, perhaps: then later
      synchronized (this) {
        scheduleProbe(of);
      }
      throw e;
    }
  }

  /** Sends one of the replies to a queue that was missing. */
  private void probe(Missing of) {
    Kept first;
    List<Kept> given = new ArrayList<>();
    synchronized (this) {
      if (closed || missing.get(of.queue) != of) {
        return;
      }
      for (Kept reply = of.replies.peek();
          reply != null && reply.giveUp.isPassed();
          reply = of.replies.peek()) {
        given.add(takeMissing(of));
      }
      first = of.replies.isEmpty() ? null : takeMissing(of);
      if (first == null) {
        missing.remove(of.queue);
        anyMissing = !missing.isEmpty();
      } else {
        first.probes = of;
      }
    }
    if (!given.isEmpty()) {
      limited.log(
          Level.WARNING,
          "missing",
          () ->
              subject()
                  + ": the caller's reply queue "
                  + LogText.of(of.queue)
                  + " is not there since "
                  + retryWindow.toSeconds()
                  + " s: "
                  + (given.size() == 1
                      ? "its reply is lost"
                      : given.size() + " replies to it are lost"));
      given.forEach(this::giveUp);
    }
    if (first != null) {
      resent.increment();
      if (!publish(first, false)) {
        hold(first);
      }
    }
  }

  /** Guarded by this. */
  private Kept takeMissing(Missing of) {
    Kept reply = of.replies.poll();
    missingBytes -= reply.bytes();
    reply.sender.began();
    return reply;
  }

  /** A queue that was missing has taken a reply: the others follow. */
  private void isThere(Kept reply) {
    synchronized (this) {
      Missing of = missing.remove(reply.queue());
      if (of == null) {
        return;
      }
      anyMissing = !missing.isEmpty();
      while (!of.replies.isEmpty()) {
        backlog.add(takeMissing(of));
        anyBehind = true;
      }
    }
    wakeUp();
  }

  @Override
  public void close() {
    int unsent;
    synchronized (this) {
      closed = true;
      unsent = kept.get();
      backlog.clear();
      suspects.clear();
      missing.clear();
    }
    if (unsent > 0) {
      LOG.log(
          Level.WARNING,
          "{0}: stopped before the broker had confirmed all of them: {1} are lost",
          subject(),
          Integer.toString(unsent));
      lost.add(unsent);
    }
    lines.close();
  }
}
