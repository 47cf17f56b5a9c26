package org.rarebit.ra.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Route;
import org.rarebit.ra.wire.Topology;

/**
 * What the callers of one link share: the queue for their replies, what they have declared, and the
 * channels through which calls leave. Made with the first channel on the link, ends with the link.
 * Thread-safe; holds no lock while it waits for the broker.
 *
 * <p>Declared is what is published to, before the first publish, as oslo.messaging's clients do:
 * publishing to an exchange that is not there costs the channel. An exchange that deletes itself,
 * as every fanout exchange does with its last server, is looked for before each publish, which is
 * one round trip more. Two who do the same at once are harmless.
 *
 * <p>Calls of all managed connections leave through a few channels: RabbitMQ runs a process for
 * each channel and wakes it for each message (docs/decisions/0014-channels-of-calls.md). It closes
 * a channel for a request that it refuses, and with it the calls of others. So a call leaves
 * through the channel of its own managed connection, confirmed, if it is large, and unless:
 *
 * <ul>
 *   <li>a confirmed call of the same route was answered on this link a moment ago ({@code proven});
 *   <li>and no request was refused, and no call timed out that left unconfirmed, for some seconds
 *       ({@code doubt}): a queue may be full, or the shared channel of no use, which only confirms
 *       tell.
 * </ul>
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/impl_rabbit.py, Connection.notify_send and _ensure_publishing</a>
 */
final class LinkSession {

  private static final System.Logger LOG = System.getLogger(LinkSession.class.getName());

  /** Those of all links that are open, of all adapters here. */
  private static final Map<BrokerLink, LinkSession> OPEN = new ConcurrentHashMap<>();

  /** With one, publishers wait for each other's frames; each further one is woken, too. */
  private static final int SHARED_CHANNELS = 2;

  /** Larger calls may be too large for the broker, and keep a channel busy. */
  private static final int MOST_BYTES = 64 * 1024;

  /** So long the answer to a confirmed call speaks for those of its route after it. */
  static final Duration PROVEN = Duration.ofMillis(250);

  /** So long all calls are confirmed after one that may not have arrived had no answer in time. */
  static final Duration SILENCE_DOUBT = Duration.ofSeconds(10);

  /** So long after the broker refused one: queues that are full often are so for a while. */
  static final Duration REFUSAL_DOUBT = Duration.ofSeconds(60);

  /** How long the link goes without a further shared channel if it could not be opened. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** They are forgotten if there are more: somebody makes up topics. */
  private static final int MOST_NAMES = 10_000;

  /** More notifications than wait for a listener that is about to come. */
  private static final int MANY = 10_000;

  private final BrokerLink link;
  private final Topology topology;
  private final Executor works;
  private final ReplyQueue replies;

  private final Set<String> exchanges = ConcurrentHashMap.newKeySet();
  private final Set<Prepared.NotificationQueue> queues = ConcurrentHashMap.newKeySet();
  private final AtomicReference<ConsumerChannel> looking = new AtomicReference<>(); // when idle

  private final AtomicReferenceArray<SendChannel> shared =
      new AtomicReferenceArray<>(SHARED_CHANNELS);
  private final AtomicBoolean opening = new AtomicBoolean();
  private volatile Deadline pause = Deadline.after(Duration.ZERO); // after a vain attempt to open
  private final Map<Route, Deadline> proven = new ConcurrentHashMap<>();
  private final AtomicLong doubtUntil = new AtomicLong(System.nanoTime()); // nanoTime; grows

  private LinkSession(BrokerLink link, AdapterServices services) {
    this.link = link;
    this.topology = services.topology();
    this.works = services.works();
    this.replies = new ReplyQueue(link, services);
  }

  /** The one of a link; made now, or before. */
  static LinkSession of(BrokerLink link, AdapterServices services) {
    LinkSession known = OPEN.get(link);
    if (known != null) {
      return known;
    }
    LinkSession fresh = new LinkSession(link, services);
    known = OPEN.putIfAbsent(link, fresh);
    if (known != null) {
      return known;
    }
    link.attachment(ReplyQueue.class, () -> fresh.replies); // shows who waits
    link.onClosing(fresh.replies::delete);
    link.onLoss(reason -> OPEN.remove(link)); // at once if it is lost
    return fresh;
  }

  BrokerLink link() {
    return link;
  }

  ReplyQueue replies() {
    return replies;
  }

  /** For what may wait. */
  Executor works() {
    return works;
  }

  /** Has an exchange declared, unless that was done and it is there. */
  void ensure(Exchange exchange, Deadline deadline) throws BrokerException {
    if (!exchanges.contains(exchange.name())
        || (exchange.autoDelete() && !isThere(exchange, deadline))) {
      Declarations.ensure(link, exchange, deadline);
      keep(exchanges, exchange.name());
    }
  }

  /** Has declared what a cast or a notification is sent to. */
  void ensure(Prepared cast, Deadline deadline) throws BrokerException {
    ensure(cast.exchange(), deadline);
    if (cast.queue() != null) {
      ensure(cast.queue(), deadline);
    }
  }

  /** A notification waits in its queue for its first listener. */
  private void ensure(Prepared.NotificationQueue address, Deadline deadline)
      throws BrokerException {
    Queue queue = topology.notificationQueue(address.topic(), address.priority());
    if (queues.contains(address) && !queue.autoDelete()) { // else it may have gone
      return;
    }
    warnIfUnheard(queue.name(), Declarations.ensure(link, queue, deadline));
    Declarations.bind(
        link,
        topology.notificationBinding(address.exchange(), address.topic(), address.priority()),
        deadline);
    keep(queues, address);
  }

  /** Once for each link: whoever fills the broker's memory is to know it before it is full. */
  private static void warnIfUnheard(String queue, long unheard) {
    if (unheard >= MANY) {
      LOG.log(
          Level.WARNING,
          "Nobody listens to queue \"{0}\", in which {1} notifications wait. Listen, give the queue"
              + " a limit by a policy of the broker, or do not send them (notificationDrivers).",
          queue,
          Long.toString(unheard));
    }
  }

  private boolean isThere(Exchange exchange, Deadline deadline) throws BrokerException {
    ConsumerChannel channel = looking.getAndSet(null);
    if (channel == null || !channel.isOpen()) {
      channel = link.openConsumer(deadline);
    }
    boolean fine = false;
    try {
      channel.requireExchange(exchange.name(), deadline);
      fine = true;
      return true;
    } catch (BrokerException e) {
      if (e.kind() == Kind.CHANNEL) {
        return false; // which took the channel with it
      }
      throw e;
    } finally {
      if (!fine || !looking.compareAndSet(null, channel)) {
        channel.close();
      }
    }
  }

  /** After something was deleted, perhaps: the next publish declares again. */
  void forgetDeclared() {
    exchanges.clear();
    queues.clear();
  }

  private static <T> void keep(Set<T> names, T name) {
    if (names.size() >= MOST_NAMES) {
      names.clear();
    }
    names.add(name);
  }

  /**
   * The channel for a call that may overtake what was sent through other channels and is not
   * answered. Waits for the broker if it opens one.
   *
   * @param own the one of its managed connection
   */
  SendChannel channelFor(Route route, int bytes, SendChannel own, Deadline deadline) {
    Deadline until = proven.get(route);
    if (bytes > MOST_BYTES || until == null || until.isPassed() || isInDoubt()) {
      return own;
    }
    int mine = (int) (Thread.currentThread().getId() % SHARED_CHANNELS);
    SendChannel channel = shared.get(mine);
    if (channel != null && !channel.isOpen() && shared.compareAndSet(mine, channel, null)) {
      channel.close(); // it may be that it only refuses
      channel = null;
    }
    if (channel == null && pause.isPassed() && !link.isBlocked()) { // else it would not be answered
      channel = open(mine, deadline);
    }
    return channel != null && channel.isOpen() ? channel : own;
  }

  private boolean isInDoubt() {
    return doubtUntil.get() - System.nanoTime() > 0;
  }

  /** A confirmed call of this route had an answer: the broker takes what is sent there. */
  void answered(Route route) {
    if (proven.size() >= MOST_NAMES) {
      proven.clear();
    }
    proven.put(route, Deadline.after(PROVEN));
  }

  /**
   * A call was refused, or had no answer in time, which may be the channel's fault. The calls that
   * left through a shared one before are not harmed: the broker has them, or would not answer. On
   * whatever thread.
   */
  void doubt(Duration howLong) {
    long until = System.nanoTime() + howLong.toNanos();
    doubtUntil.accumulateAndGet(until, (known, mine) -> mine - known > 0 ? mine : known);
    for (int i = 0; i < SHARED_CHANNELS; i++) {
      SendChannel channel = shared.getAndSet(i, null);
      if (channel != null) {
        channel.release();
      }
    }
  }

  /** Null if another thread opens one, or the broker allows no more. */
  private SendChannel open(int number, Deadline deadline) {
    if (!opening.compareAndSet(false, true)) {
      return null;
    }
    try {
      if (shared.get(number) == null) { // else another thread was quicker
        SendChannel fresh = SendChannel.ofLink(this, deadline);
        shared.set(number, fresh);
        if (!fresh.isOpen()) {
          shared.compareAndSet(number, fresh, null); // its loss was told before it was here
        }
      }
    } catch (BrokerException e) {
      pause = Deadline.after(PAUSE);
      LOG.log(Level.DEBUG, "{0}: calls share no further channel: {1}", link, e.getMessage());
    } finally {
      opening.set(false);
    }
    return shared.get(number);
  }

  /**
   * A channel has ended: the calls that it had not handed over for certain end, too. On the reader
   * thread.
   */
  void lost(SendChannel channel, BrokerException reason) {
    if (reason.kind() == Kind.CLOSED && link.isOpen()) {
      return; // we closed it, after all that left through it
    }
    boolean refused = reason.kind() == Kind.CHANNEL;
    if (refused) {
      forgetDeclared();
    }
    BrokerException told = reason;
    for (int i = 0; i < SHARED_CHANNELS; i++) {
      if (shared.compareAndSet(i, channel, null)) {
        proven.clear(); // routes have to show again that they do no harm
        told = refused ? perhapsOfAnother(reason) : reason;
      }
    }
    replies.failThrough(channel, told);
  }

  private static BrokerException perhapsOfAnother(BrokerException reason) {
    return new BrokerException(
        Kind.CHANNEL,
        "The channel that it shared with other calls, one of which the broker may have refused, is"
            + " gone: "
            + reason.getMessage(),
        reason);
  }
}
