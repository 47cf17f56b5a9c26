package org.rarebit.ra.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.DeliverySink;
import org.rarebit.ra.broker.OwnQueue;
import org.rarebit.ra.broker.Publisher;
import org.rarebit.ra.broker.QueueIds;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.broker.WaitingCalls;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;
import org.rarebit.ra.wire.Topology;

/**
 * The one queue on which a link gets its replies. Declared by the first call, never per call;
 * declared again, under a free name, if the broker has deleted it, since a caller that waits on a
 * missing queue is deaf. Thread-safe.
 */
final class ReplyQueue implements BrokerLink.Closing, WaitingCalls.Source {

  private static final System.Logger LOG = System.getLogger(ReplyQueue.class.getName());

  private final BrokerLink link;
  private final Topology topology;
  private final QueueIds ids;
  private final Limits limits;
  private final Scheduler scheduler;
  private final Completions completions;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile Listening listening; // null until the first call

  private ReplyQueue(BrokerLink link, AdapterServices services) {
    this.link = link;
    this.topology = services.topology();
    this.ids = services.queueIds();
    this.limits = services.limits();
    this.scheduler = services.scheduler();
    this.completions = new Completions(services.works(), scheduler);
  }

  /** The reply queue of a link; not declared yet. */
  static ReplyQueue of(BrokerLink link, AdapterServices services) {
    return link.attachment(ReplyQueue.class, () -> new ReplyQueue(link, services));
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
        listening = open(deadline);
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
    }
    throw new BrokerException(Kind.TIMEOUT, "The reply queue was not declared in time.");
  }

  private Listening open(Deadline deadline) throws BrokerException {
    while (true) {
      Listening fresh =
          listenOn(OwnQueue.claim(link, ids, topology::replyQueue, deadline), deadline);
      if (!fresh.isShared(deadline)) {
        return fresh;
      }
      fresh.leave(); // the next claim sees the other's consumer
      if (deadline.isPassed()) {
        throw new BrokerException(
            Kind.TIMEOUT,
            "Another adapter took the same reply queue each time: set another processName.");
      }
    }
  }

  private Listening listenOn(OwnQueue queue, Deadline deadline) throws BrokerException {
    ConsumerChannel channel = null;
    try {
      channel = link.openConsumer(deadline);
      Listening fresh = new Listening(queue, channel);
      channel.onLoss(fresh::lost);
      channel.consume(queue.name(), true, fresh, deadline);
      return fresh;
    } catch (BrokerException | RuntimeException e) {
      queue.close();
      if (channel != null) {
        channel.close();
      }
      throw e;
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
  void failThrough(Publisher channel, BrokerException reason) {
    Listening now = listening;
    if (now != null) {
      now.calls.failThrough(channel, reason);
    }
  }

  @Override
  public WaitingCalls waiting() {
    Listening now = listening;
    return now == null ? WaitingCalls.NONE : now.calls.waiting();
  }

  /**
   * Deletes the queue, so that nothing is left on the broker until its time to live is over; unless
   * it is to be found again.
   */
  @Override
  public void beforeLinkCloses() {
    Listening now = listening;
    if (now != null && now.usable) {
      now.delete();
    }
  }

  /** A declared queue with its consumer and the calls that wait on it. */
  final class Listening implements DeliverySink {

    private final OwnQueue queue;
    private final ConsumerChannel channel;
    private final PendingCalls calls = new PendingCalls(scheduler);
    private volatile boolean usable = true;

    private Listening(OwnQueue queue, ConsumerChannel channel) {
      this.queue = queue;
      this.channel = channel;
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
        LOG.log(
            Level.WARNING,
            "{0}: {1} is no reply and is dropped: {2}",
            link,
            delivery.describe(),
            e.getMessage());
      }
    }

    @Override
    public void cancelled(String deletedQueue) {
      lost(
          new BrokerException(
              Kind.CHANNEL,
              "The reply queue "
                  + deletedQueue
                  + " was deleted on the broker; the reply of this call cannot come."));
    }

    private void lost(BrokerException reason) {
      usable = false; // the next call declares another one
      queue.close();
      calls.close(reason);
    }

    private boolean isShared(Deadline deadline) throws BrokerException {
      try {
        return queue.isShared(channel, deadline);
      } catch (BrokerException | RuntimeException e) {
        leave();
        throw e;
      }
    }

    private void leave() {
      channel.close();
      queue.close();
    }

    private void delete() {
      try {
        if (!queue.isKept()) {
          channel.deleteQueue(queue.name(), link.patience());
        }
      } catch (BrokerException e) {
        LOG.log(
            Level.DEBUG, "reply queue {0} is left to expire: {1}", queue.name(), e.getMessage());
      }
      leave();
    }
  }
}
