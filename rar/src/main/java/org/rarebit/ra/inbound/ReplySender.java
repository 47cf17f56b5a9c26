package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.rarebit.api.EncodingException;
import org.rarebit.ra.broker.Backoff;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.RemoteFailure;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;
import org.rarebit.ra.wire.Request;

/**
 * Sends the replies of all servers of a broker, on a link for publishing, since the broker may
 * block publishers and must not block acks with them. Never waits for the broker on a dispatcher's
 * thread: while there is no link, and when a reply comes back because the caller's queue is not
 * there (yet), it is tried again for a minute, then counted and logged. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPIncomingMessage._send_reply; option
 *     kombu_missing_consumer_retry_timeout</a>
 */
final class ReplySender implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ReplySender.class.getName());
  private static final Duration RETRY_WINDOW = Duration.ofSeconds(60);
  private static final Duration RETURNED_PAUSE = Duration.ofMillis(250);
  private static final int MOST_WAITING = 10_000;

  /** How long a reply waits for others at most. */
  private static final Duration LONGEST_HELD = Duration.ofMillis(2);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Waiting(String queue, byte[] body, Deadline giveUp) {}

  private final BrokerSettings settings;
  private final InboundServices services;
  private final Duration retryWindow;
  private final LongAdder lost = new LongAdder();

  private final Queue<Waiting> backlog =
      new ArrayDeque<>(); // guarded by this; no link for them now
  private final Map<String, Deadline> returned =
      new LinkedHashMap<>(); // guarded by this; by unique id
  private final Backoff backoff = new Backoff(); // guarded by this
  private int flushing; // guarded by this; taken from the backlog and being sent
  private boolean opening; // guarded by this
  private boolean closed; // guarded by this
  private LinkPool.Lease lease; // guarded by this
  private final AtomicBoolean flushComes = new AtomicBoolean();
  private volatile ReplyChannels channels; // null while there are none

  ReplySender(BrokerSettings settings, InboundServices services) {
    this(settings, services, RETRY_WINDOW);
  }

  /**
   * A sender without channels yet.
   *
   * @param retryWindow how long a reply that does not arrive is tried again
   */
  ReplySender(BrokerSettings settings, InboundServices services, Duration retryWindow) {
    this.settings = settings;
    this.services = services;
    this.retryWindow = retryWindow;
  }

  /** How many replies were given up, each of them in the log before it counts. */
  long lost() {
    return lost.sum();
  }

  private String subject() {
    return "replies to " + settings;
  }

  /** Sends a result, or, if it cannot be written as JSON, a failure that says so. */
  void result(Request<?> request, Object result) {
    result(request, result, false);
  }

  /**
   * Sends a result, or, if it cannot be written as JSON, a failure that says so.
   *
   * @param more another reply follows at once, or {@link #flush}: this one may wait for it
   */
  void result(Request<?> request, Object result, boolean more) {
    try {
      send(request, Reply.returned(request.msgId(), result), more);
    } catch (EncodingException e) {
      LOG.log(
          Level.WARNING,
          "{0}: the result of {1} cannot be sent: {2}",
          subject(),
          request.method(),
          e.getMessage());
      failure(request, RemoteFailure.valueError("The result: " + e.getMessage()));
    }
  }

  /** Sends a failure. */
  void failure(Request<?> request, RemoteFailure failure) {
    try {
      send(request, Reply.failed(request.msgId(), failure), false);
    } catch (EncodingException e) {
      throw new IllegalStateException("A failure is text and can be written.", e);
    }
  }

  /** Sends a sign of life, once: the next one comes soon, and the caller may be gone. */
  void heartbeat(Request<?> request) {
    ReplyChannels open = channels;
    if (open == null) {
      return;
    }
    try {
      byte[] body = ReplyCodec.encode(Reply.heartbeat(request.msgId()));
      open.publishHeld(
          services.adapter().topology().replyRoute(request.replyQueue()),
          new OutgoingMessage(body, 0, false),
          Deadline.after(RETURNED_PAUSE));
      open.flush();
    } catch (BrokerException | EncodingException e) {
      LOG.log(Level.DEBUG, "{0}: a heartbeat was not sent: {1}", subject(), e.getMessage());
    }
  }

  private void send(Request<?> request, Reply<?> reply, boolean more) throws EncodingException {
    send(
        new Waiting(request.replyQueue(), ReplyCodec.encode(reply), Deadline.after(retryWindow)),
        more);
  }

  private void send(Waiting reply, boolean more) {
    if (!publish(reply, more)) {
      hold(reply);
    }
  }

  private boolean publish(Waiting reply, boolean more) {
    ReplyChannels open = channels;
    if (open == null) {
      return false;
    }
    try {
      open.publishHeld(
          services.adapter().topology().replyRoute(reply.queue()),
          new OutgoingMessage(reply.body(), 0, true),
          reply.giveUp());
      if (more) {
        flushInTime();
      } else {
        open.flush();
      }
      return true;
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "{0}: a reply waits for a link: {1}", subject(), e.getMessage());
      return false;
    }
  }

  /** Whoever was to flush may be held up, by a method that is slow for once. */
  private void flushInTime() {
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

  /** Sends the replies that wait for others. Cheap if there are none. */
  void flush() {
    ReplyChannels open = channels;
    if (open != null) {
      open.flush();
    }
  }

  private void hold(Waiting reply) {
    boolean dropped;
    synchronized (this) {
      dropped = closed || backlog.size() >= MOST_WAITING;
      if (!dropped) {
        backlog.add(reply);
      }
    }
    if (dropped) {
      LOG.log(Level.WARNING, "{0}: a reply to {1} is lost: no link", subject(), reply.queue());
      lost.increment();
    } else {
      open();
    }
  }

  /** Opens channels soon, on the container's threads, unless there are some. */
  void open() {
    synchronized (this) {
      if (opening || closed || (channels != null && channels.areOpen() && backlog.isEmpty())) {
        return;
      }
      opening = true;
    }
    services.works().execute(this::reopen);
  }

  private void reopen() {
    try {
      LinkPool.Lease fresh =
          services
              .adapter()
              .links()
              .lease(settings, Deadline.after(Duration.ofMillis(settings.connectTimeoutMillis())));
      ReplyChannels opened;
      try {
        opened = ReplyChannels.open(fresh.link(), this::returned);
      } catch (BrokerException | RuntimeException e) {
        fresh.close();
        throw e;
      }
      use(fresh, opened);
      sendBacklog();
    } catch (BrokerException | RuntimeException e) {
      retryOpening(e);
    }
  }

  private void use(LinkPool.Lease fresh, ReplyChannels opened) {
    LinkPool.Lease before;
    ReplyChannels beforeChannels;
    synchronized (this) {
      before = closed ? fresh : lease;
      beforeChannels = closed ? opened : channels;
      if (!closed) {
        lease = fresh;
        channels = opened;
        backoff.reset();
      }
      opening = false;
    }
    if (beforeChannels != null) {
      beforeChannels.close();
    }
    if (before != null) {
      before.close();
    }
  }

  private void sendBacklog() {
    for (Waiting next = takeHeld(); next != null; next = takeHeld()) {
      try {
        send(next, false);
      } finally {
        synchronized (this) {
          flushing--;
          notifyAll();
        }
      }
      ReplyChannels now = channels;
      if (now == null || !now.areOpen()) {
        return; // it waits for the next link
      }
    }
  }

  private synchronized Waiting takeHeld() {
    Waiting next = backlog.poll();
    if (next != null) {
      flushing++;
    }
    return next;
  }

  private void retryOpening(Exception reason) {
    List<Waiting> given = new ArrayList<>();
    boolean again;
    Duration pause;
    synchronized (this) {
      opening = false;
      backlog.removeIf(reply -> reply.giveUp().isPassed() && given.add(reply));
      again = !backlog.isEmpty() && !closed;
      pause = backoff.next();
    }
    for (Waiting reply : given) {
      LOG.log(
          Level.WARNING,
          "{0}: a reply to {1} is given up after {2} s: {3}",
          subject(),
          reply.queue(),
          Long.toString(retryWindow.toSeconds()),
          reason.getMessage());
    }
    lost.add(given.size());
    if (again) {
      services.scheduler().after(pause, this::open);
    }
  }

  /** The caller's queue is not there. On the reader thread. */
  private void returned(String queue, byte[] body) {
    String id = uniqueIdOf(body);
    Deadline giveUp;
    synchronized (this) {
      returned.values().removeIf(Deadline::isPassed);
      giveUp = returned.computeIfAbsent(id, any -> Deadline.after(retryWindow));
    }
    if (giveUp.remaining().compareTo(RETURNED_PAUSE) <= 0) {
      LOG.log(
          Level.WARNING,
          "{0}: the caller''s reply queue {1} is not there since {2} s: its reply is lost",
          subject(),
          queue,
          Long.toString(retryWindow.toSeconds()));
      lost.increment();
      return;
    }
    services
        .scheduler()
        .after(
            RETURNED_PAUSE,
            () -> services.works().execute(() -> send(new Waiting(queue, body, giveUp), false)));
  }

  private String uniqueIdOf(byte[] body) {
    try {
      return ReplyCodec.decode(new Body(body, Body.CONTENT_TYPE, null), Limits.OWN).uniqueId();
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("A reply of our own cannot be read.", e);
    }
  }

  /** Waits until no reply waits for a link any more, at most until the deadline. */
  synchronized void awaitSent(Deadline deadline) {
    deadline.waitWhile(this, () -> backlog.size() + flushing > 0 && !closed);
  }

  @Override
  public void close() {
    LinkPool.Lease last;
    ReplyChannels lastChannels;
    int unsent;
    synchronized (this) {
      closed = true;
      unsent = backlog.size();
      backlog.clear();
      last = lease;
      lastChannels = channels;
      lease = null;
      channels = null;
    }
    if (unsent > 0) {
      LOG.log(
          Level.WARNING,
          "{0}: stopped without a link: {1} replies are lost",
          subject(),
          Integer.toString(unsent));
      lost.add(unsent);
    }
    if (lastChannels != null) {
      lastChannels.close();
    }
    if (last != null) {
      last.close();
    }
  }
}
