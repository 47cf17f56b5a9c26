package org.rarebit.ra.outbound;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Publisher;
import org.rarebit.ra.wire.Route;

/**
 * The channels through which calls of all managed connections of a link leave. RabbitMQ runs a
 * process for each channel and wakes it for each message, so what many channels publish costs it
 * more than what a few do (docs/decisions/0014-channels-of-calls.md). Thread-safe, and waits for no
 * other thread.
 *
 * <p>The broker closes a channel for a request that it refuses, and with it the calls of others. So
 * a call leaves through the channel of its own managed connection until a call of the same route
 * was answered on this link, and if it is large.
 */
final class CallChannels {

  private static final System.Logger LOG = System.getLogger(CallChannels.class.getName());

  /** With one, publishers wait for each other's frames; each further one is woken, too. */
  private static final int COUNT = 2;

  /** Larger ones may be too large for the broker, and keep a channel busy. */
  private static final int MOST_BYTES = 64 * 1024;

  /** How long the link goes without a further one if it could not be opened. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** They are forgotten if there are more: somebody makes up topics. */
  private static final int MOST_ROUTES = 10_000;

  private final BrokerLink link;
  private final ReplyQueue replies;
  private final PublishDeclarations declarations;
  private final AtomicReferenceArray<Publisher> channels = new AtomicReferenceArray<>(COUNT);
  private final AtomicBoolean opening = new AtomicBoolean();
  private volatile Deadline pause = Deadline.after(Duration.ZERO); // after a vain attempt to open
  private final Set<Route> answered = ConcurrentHashMap.newKeySet();

  private CallChannels(BrokerLink link, ReplyQueue replies, PublishDeclarations declarations) {
    this.link = link;
    this.replies = replies;
    this.declarations = declarations;
  }

  /** Those of a link; none is open yet. */
  static CallChannels of(BrokerLink link, ReplyQueue replies, PublishDeclarations declarations) {
    return link.attachment(CallChannels.class, () -> new CallChannels(link, replies, declarations));
  }

  /**
   * The channel for a call. It may overtake what was sent through the other channels and is not
   * answered. Waits for the broker if it opens one.
   *
   * @param own the one of its managed connection
   */
  Publisher choose(Route route, int bytes, Publisher own) {
    if (bytes > MOST_BYTES || !answered.contains(route)) {
      return own;
    }
    int mine = (int) (Thread.currentThread().getId() % COUNT);
    Publisher shared = channels.get(mine);
    if (shared == null && pause.isPassed() && !link.isBlocked()) { // else it would not be answered
      shared = open(mine);
    }
    return shared != null && shared.isOpen() ? shared : own;
  }

  /** A call of this route had an answer, so the broker takes what is sent there. */
  void answered(Route route) {
    if (answered.size() >= MOST_ROUTES) {
      answered.clear();
    }
    answered.add(route);
  }

  /** Null if another thread opens one, or the broker allows no more. */
  private Publisher open(int number) {
    if (!opening.compareAndSet(false, true)) {
      return null;
    }
    try {
      if (channels.get(number) == null) { // else another thread was quicker
        Publisher fresh = link.openPublisher(link.patience());
        fresh.onReturn(new ReturnedMessages(replies));
        channels.set(number, fresh);
        fresh.onLoss(reason -> lost(number, fresh, reason));
      }
    } catch (BrokerException e) {
      pause = Deadline.after(PAUSE);
      LOG.log(Level.DEBUG, "{0}: calls share no further channel: {1}", link, e.getMessage());
    } finally {
      opening.set(false);
    }
    return channels.get(number);
  }

  /** Perhaps by what one call sent, so routes have to show again that they do no harm. */
  private void lost(int number, Publisher channel, BrokerException reason) {
    answered.clear();
    channels.compareAndSet(number, channel, null);
    declarations.forget();
    replies.failThrough(channel, reason.kind() == Kind.CHANNEL ? perhapsOfAnother(reason) : reason);
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
