package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Queue;

/**
 * A queue from which one consumer reads: replies to a client, fanouts to a server. Two would be
 * dealt half of the messages each. Random ids exclude that. Where ids are numbered, a second
 * adapter may have been given the same names (WildFly starts two; two servers on one machine may be
 * configured alike): a queue that has a consumer is another's, and the next number is tried.
 *
 * <p>Two that look at the same moment both find it free; so the consumer asks once more when it is
 * there: see {@link #isShared}. A stream is everybody's, and never another's. Thread-safe.
 */
public final class OwnQueue implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(OwnQueue.class.getName());
  private static final int MOST_DOWN = 100; // that cannot be had, or are others'

  /**
   * For a queue that may exist. RabbitMQ looks for one whose node was killed a moment ago for up to
   * a minute before it answers; others do so within milliseconds.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final QueueIds ids;
  private final String id;
  private final Function<String, Queue> naming;
  private final Queue queue;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean isOurs;
  private volatile BrokerException unavailable; // why it cannot be had; null if it can
  private volatile String replaced; // the name of another, to be deleted; null for none

  private OwnQueue(QueueIds ids, String id, Function<String, Queue> naming) {
    this.ids = ids;
    this.id = id;
    this.naming = naming;
    this.queue = naming.apply(id);
  }

  /**
   * Declares a queue that nobody consumes from. Waits for the broker.
   *
   * @param link where
   * @param ids the adapter's
   * @param naming the queue for an id
   * @param deadline when to give up
   * @return the queue; its id is in use until it is closed
   * @throws BrokerException if it can neither be declared nor found
   */
  public static OwnQueue claim(
      BrokerLink link, QueueIds ids, Function<String, Queue> naming, Deadline deadline)
      throws BrokerException {
    List<OwnQueue> others = new ArrayList<>(); // held until the end, so that none is tried twice
    try {
      while (true) {
        String id = ids.take();
        OwnQueue candidate = new OwnQueue(ids, id, naming);
        try {
          BrokerException down =
              candidate.down(link, ids.isNumbered() ? PATIENCE : deadline.remaining(), deadline);
          if (down == null && !candidate.isAnothers(link, deadline)) {
            return candidate;
          }
          if (down != null && others.size() >= MOST_DOWN) {
            throw down;
          }
          others.add(candidate); // it is left to its consumer, or to the node that holds it
        } catch (BrokerException | RuntimeException e) {
          candidate.close();
          throw e;
        }
      }
    } finally {
      others.forEach(OwnQueue::close);
    }
  }

  /**
   * Declares it once more, on another link: it may be gone, or its node may be. Waits for the
   * broker.
   *
   * @param link where
   * @param deadline when to give up
   * @return false if it cannot be had and is to be {@linkplain #replace replaced}: the broker says
   *     so, or says nothing about it while it answers otherwise
   * @throws BrokerException if nothing can be had: LOST, TIMEOUT, LIMIT
   */
  public boolean declareAgain(BrokerLink link, Deadline deadline) throws BrokerException {
    try {
      unavailable = down(link, PATIENCE, deadline);
      return unavailable == null;
    } catch (BrokerException e) {
      if (e.kind() != Kind.CHANNEL) {
        throw e;
      }
      unavailable = e;
      return false;
    }
  }

  /**
   * Declares it; why it cannot be had, although the broker answers otherwise, or null.
   *
   * @param patience for the answer of a queue that may exist
   */
  private BrokerException down(BrokerLink link, Duration patience, Deadline deadline)
      throws BrokerException {
    try {
      var unused = Declarations.ensure(link, queue, deadline.earlier(Deadline.after(patience)));
      return null;
    } catch (BrokerException e) {
      if (!e.isQueueDown()) {
        if (e.kind() != Kind.TIMEOUT || deadline.isPassed()) {
          throw e;
        }
        link.requireAnswer(deadline);
      }
      return e;
    }
  }

  /**
   * Takes another queue in place of this one, which cannot be had: the node that holds it is gone,
   * say. This one is left until the other is bound and consumed from: see {@link #deleteReplaced}.
   * Waits for the broker.
   *
   * @param link where
   * @param deadline when to give up
   * @return another queue, under another name; this one is closed then
   * @throws BrokerException if none can be had; this one is still ours then
   */
  public OwnQueue replace(BrokerLink link, Deadline deadline) throws BrokerException {
    OwnQueue fresh =
        claim(link, ids, naming, deadline); // first: this name is not to be taken again
    fresh.replaced = queue.name();
    close();
    LOG.log(
        Level.WARNING,
        "Queue "
            + queue.name()
            + " cannot be had and is replaced by "
            + fresh.name()
            + (unavailable == null ? "." : ": " + unavailable.getMessage()));
    return fresh;
  }

  /**
   * Deletes the queue that this one has replaced, as far as that can be done now; else it expires.
   * Before this one is bound, its exchange might go with it, and come again at the same moment:
   * nodes of RabbitMQ 4.3 then fail to start (an exchange without a record). Waits for the broker.
   *
   * @param link where
   * @param deadline when to give up
   */
  public void deleteReplaced(BrokerLink link, Deadline deadline) {
    String old = replaced;
    if (old == null) {
      return;
    }
    replaced = null;
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      channel.deleteQueueSometime(old);
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "queue {0} is left to expire: {1}", old, e.getMessage());
    }
  }

  private boolean isAnothers(BrokerLink link, Deadline deadline) throws BrokerException {
    if (!hasSharedName()) {
      return false;
    }
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      return channel.consumerCount(queue.name(), deadline) > 0;
    }
  }

  private boolean hasSharedName() {
    return ids.isNumbered() && !queue.isStream();
  }

  /**
   * Tells, once we consume from it, whether another does as well. Waits for the broker the first
   * time. Once it is known to be ours it stays so: a second consumer is then our own of a lost
   * link, whose end the broker has not noticed yet.
   *
   * @param channel any
   * @param deadline when to give up
   * @return true if the queue is to be left to the other
   * @throws BrokerException CHANNEL if it was deleted; LOST
   */
  public boolean isShared(ConsumerChannel channel, Deadline deadline) throws BrokerException {
    if (!isOurs) {
      isOurs = !hasSharedName() || channel.consumerCount(queue.name(), deadline) <= 1;
    }
    return !isOurs;
  }

  /**
   * Tells whether the queue stays when its consumer goes, to be found again, as in oslo.messaging;
   * else the consumer deletes it.
   *
   * @return true for a numbered queue and for a stream
   */
  public boolean isKept() {
    return ids.isNumbered() || queue.isStream();
  }

  /**
   * The end of its name.
   *
   * @return unique among those in use
   */
  public String id() {
    return id;
  }

  /**
   * The queue itself.
   *
   * @return declared
   */
  public Queue queue() {
    return queue;
  }

  /**
   * Its full name.
   *
   * @return not empty
   */
  public String name() {
    return queue.name();
  }

  /** Gives the id back; the queue itself stays. Twice is harmless. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      ids.giveBack(id);
    }
  }
}
