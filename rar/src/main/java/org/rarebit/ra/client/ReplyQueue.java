package org.rarebit.ra.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.broker.OwnQueue;
import org.rarebit.ra.broker.QueueIds;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;
import org.rarebit.ra.wire.Topology;

/**
 * The one queue on which a link gets its replies. Declared by the first call, never per call.
 * Thread-safe. A caller that waits on a missing queue is deaf; so these hold at any time:
 *
 * <ul>
 *   <li>A call waits on the queue whose name its request carries, and on no other: servers answer
 *       to that name.
 *   <li>A queue is usable until it is known to be gone: the broker says that it was deleted, its
 *       channel or its link ends, or the {@link ReplyWatch} finds that it is not there, is not
 *       consumed from or cannot be reached. That is for good, even if the queue comes back.
 *   <li>Of one that is not usable no call waits: those that did end at once, and whether their
 *       methods have run is unknown; those that come find it out before they are sent.
 *   <li>The next call gets another queue, of another name: the old name is not ours to use again
 *       before that, since declaring it may be answered by nobody. The old queue is deleted when
 *       that can be done; else it expires.
 * </ul>
 */
final class ReplyQueue implements BrokerLink.WaitingCalls.Source {

  private static final System.Logger LOG = System.getLogger(ReplyQueue.class.getName());
  private static final LogLimiter UNREADABLE = new LogLimiter(LOG, 10);

  /** Names that are tried if the broker refuses to let us consume. */
  private static final int MOST_TRIES = 5;

  private final BrokerLink link;
  private final Topology topology;
  private final QueueIds ids;
  private final Limits limits;
  private final Executor works;
  private final Scheduler scheduler;
  private final Completions completions;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile Listening listening; // null until the first call

  ReplyQueue(BrokerLink link, AdapterServices services) {
    this.link = link;
    this.topology = services.topology();
    this.ids = services.queueIds();
    this.limits = services.limits();
    this.works = services.works();
    this.scheduler = services.scheduler();
    this.completions = new Completions(works, scheduler);
  }

  /**
   * A queue that is listened on. Usually returns at once; the first caller declares it, and those
   * who come meanwhile wait for that, as they could not go on without.
   */
  Listening listening(Deadline deadline) throws BrokerException {
    Listening now = listening;
    if (now != null && now.usable) {
      return now;
    }
    lockUntil(deadline);
    try {
      now = listening;
      if (now == null || !now.usable) {
        if (now != null) {
          now.channel.close();
        }
        listening = open(now == null ? null : now.queue, deadline);
      }
      return listening;
    } finally {
      opening.unlock();
    }
  }

  private void lockUntil(Deadline deadline) throws BrokerException {
    try {
      if (opening.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(
          Kind.INTERRUPTED, "the thread was interrupted while the reply queue was declared", e);
    }
    throw new BrokerException(Kind.TIMEOUT, "the reply queue was not declared in time");
  }

  /** In place of one that is gone, unless it is null. */
  private Listening open(OwnQueue gone, Deadline deadline) throws BrokerException {
    boolean isToBeReplaced = gone != null;
    List<OwnQueue> unusable = new ArrayList<>(); // held until the end, so that none comes again
    try {
      for (int tries = 1; true; tries++) {
        try {
          OwnQueue queue =
              isToBeReplaced
                  ? gone.replace(link, deadline)
                  : OwnQueue.claim(link, ids, topology::replyQueue, deadline);
          isToBeReplaced = false;
          unusable.add(queue);
          Listening fresh = listenOn(queue, deadline);
          if (fresh.begins(deadline)) {
            queue.deleteReplaced(link, deadline);
            unusable.remove(queue);
            return fresh;
          }
        } catch (BrokerException e) {
          if (e.kind() != Kind.CHANNEL || tries >= MOST_TRIES) {
            throw e;
          }
          LOG.log(
              Level.INFO,
              "{0}: a reply queue cannot be used, another one is tried: {1}",
              link,
              e.getMessage());
        }
        if (deadline.isPassed()) {
          throw new BrokerException(
              Kind.TIMEOUT,
              "Another adapter took the same reply queue each time: set another processName.");
        }
      }
    } finally {
      unusable.forEach(OwnQueue::close);
    }
  }

  private Listening listenOn(OwnQueue queue, Deadline deadline) throws BrokerException {
    ConsumerChannel channel = link.openConsumer(deadline);
    boolean listening = false;
    try {
      Listening fresh = new Listening(queue, channel);
      channel.onLoss(fresh::lost);
      channel.consume(queue.name(), true, fresh, deadline);
      listening = true;
      return fresh;
    } finally {
      if (!listening) {
        channel.close();
      }
    }
  }

  /** Where calls end that nobody waits for: foreign code may run there. */
  Completions completions() {
    return completions;
  }

  /** Ends a call that is known to get no reply. */
  void fail(String msgId, BrokerException reason) {
    Listening now = listening;
    if (now != null) {
      now.calls.fail(msgId, reason);
    }
  }

  /** Ends the calls whose requests went through a channel that broke. */
  void failThrough(SendChannel channel, BrokerException reason) {
    Listening now = listening;
    if (now != null) {
      now.calls.failThrough(channel, reason);
    }
  }

  @Override
  public BrokerLink.WaitingCalls waiting() {
    Listening now = listening;
    return now == null ? BrokerLink.WaitingCalls.NONE : now.calls.waiting();
  }

  /**
   * Deletes the queue before the link is closed, so that nothing is left on the broker until its
   * time to live is over; unless it is to be found again.
   */
  void delete(Deadline deadline) {
    Listening now = listening;
    if (now != null && now.usable) {
      now.delete(deadline);
    }
  }

  /** A declared queue with its consumer and the calls that wait on it. */
  final class Listening implements Delivery.Sink {

    private final OwnQueue queue;
    private final ConsumerChannel channel;
    private final ReplyWatch watch;
    private final PendingCalls calls;
    private volatile boolean usable = true;
    private volatile boolean begun; // the queue's name is ours to give back

    private Listening(OwnQueue queue, ConsumerChannel channel) {
      this.queue = queue;
      this.channel = channel;
      this.watch =
          new ReplyWatch(link, queue.queue(), works, scheduler, this::someWait, this::gone);
      this.calls = new PendingCalls(scheduler, watch);
    }

    private boolean someWait() {
      return calls.someWait();
    }

    /** Where servers send replies to. */
    String queue() {
      return queue.name();
    }

    PendingCalls calls() {
      return calls;
    }

    @Override
    public void deliver(Delivery delivery) {
      watch.heard();
      try {
        Reply<JsonNode> reply = ReplyCodec.decode(delivery.body(), limits);
        if (LOG.isLoggable(Level.DEBUG)) {
          LOG.log(Level.DEBUG, "{0}: reply: {1}", queue, reply);
        }
        if (reply.isHeartbeat()) {
          calls.heartbeat(reply.msgId());
        } else if (!calls.complete(reply)) {
          LOG.log(Level.DEBUG, "reply for {0} came too late or twice: dropped", reply.msgId());
        }
      } catch (MalformedMessageException e) {
        unreadable(delivery, e);
      }
    }

    /** Its call need not wait, if it can be found. */
    private void unreadable(Delivery delivery, MalformedMessageException e) {
      String msgId = ReplyCodec.msgIdOf(delivery.body(), limits);
      boolean known =
          msgId != null
              && calls.fail(
                  msgId,
                  new EncodingException(
                      "The server has answered, but the reply cannot be read: " + e.getMessage(),
                      MayHaveRun.YES,
                      e));
      if (!known) {
        UNREADABLE.log(
            Level.WARNING,
            "reply",
            () ->
                link
                    + ": "
                    + delivery.describe()
                    + " is no reply and is dropped: "
                    + LogText.of(e.getMessage()));
      }
    }

    @Override
    public void cancelled(String deletedQueue) {
      gone("it was deleted on the broker, or cannot be had now");
    }

    private void gone(String why) {
      String what = "The reply queue " + queue.name() + " is gone: " + LogText.of(why);
      lost(
          new BrokerException(Kind.CHANNEL, what),
          new BrokerException(
              Kind.CHANNEL,
              LogText.sentence(what)
                  + " The reply of this call cannot come, and the method may have run."));
    }

    private void lost(BrokerException reason) {
      lost(reason, reason);
    }

    private void lost(BrokerException reason, BrokerException ofThoseThatWait) {
      usable = false; // the next call declares another one
      watch.end();
      if (begun) {
        giveNameBack();
      }
      calls.close(reason, ofThoseThatWait);
    }

    /** When it is replaced, or with the link at the latest. */
    private void giveNameBack() {
      link.onLoss(end -> queue.close());
    }

    /** False if the queue turns out to be another's; else it is ours from now on. */
    private boolean begins(Deadline deadline) throws BrokerException {
      try {
        if (queue.isShared(channel, deadline)) {
          channel.close();
          return false; // the next claim sees the other's consumer
        }
      } catch (BrokerException | RuntimeException e) {
        channel.close();
        throw e;
      }
      begun = true;
      if (!usable) {
        giveNameBack(); // lost before it had begun
      }
      return true;
    }

    private void leave() {
      channel.close();
      queue.close();
    }

    private void delete(Deadline deadline) {
      try {
        if (!queue.isKept()) {
          channel.deleteQueue(queue.name(), deadline);
        }
      } catch (BrokerException e) {
        LOG.log(
            Level.DEBUG, "reply queue {0} is left to expire: {1}", queue.name(), e.getMessage());
      }
      leave();
    }
  }
}
