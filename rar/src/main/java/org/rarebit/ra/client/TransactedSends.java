package org.rarebit.ra.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.TransactedChannel;

/**
 * Sends the casts and notifications of a local transaction together, in order, in one transaction
 * of the broker's: if the link breaks on the way, none has been sent. That needs a channel of its
 * own, opened by the first transaction that sends something. Thread-safe; a commit takes the
 * channel while it lasts, so nobody waits for its end.
 */
final class TransactedSends implements AutoCloseable {

  private final LinkSession session;
  private final AtomicReference<TransactedChannel> idle = new AtomicReference<>();
  private volatile boolean closed;

  TransactedSends(LinkSession session) {
    this.session = session;
  }

  /**
   * Returns once the broker has them all, or the longest timeout of them has passed.
   *
   * @throws BrokerException LOST, CHANNEL or TIMEOUT if nothing, or nothing for certain, was sent;
   *     UNROUTABLE
   */
  void send(List<Prepared> casts) throws BrokerException {
    Deadline deadline = Deadline.after(longestTimeout(casts));
    TransactedChannel channel = idle.getAndSet(null);
    boolean reusable = false;
    try {
      if (channel == null || !channel.isOpen()) {
        channel = session.link().openTransacted(deadline);
      }
      for (Prepared cast : casts) {
        session.ensure(cast, deadline); // a missing exchange would cost the channel
        channel.publish(cast.route(), cast.message(), deadline);
      }
      channel.commit(deadline);
      reusable = true;
    } catch (BrokerException e) {
      reusable = e.kind() == BrokerException.Kind.UNROUTABLE;
      session.forgetDeclared(); // a notification's queue may have been deleted
      throw e;
    } finally {
      if (channel != null) {
        giveBack(channel, reusable);
      }
    }
  }

  /** One that failed is closed, so that the broker forgets what it got. */
  private void giveBack(TransactedChannel channel, boolean reusable) {
    if (!reusable || !idle.compareAndSet(null, channel)) {
      channel.close();
    } else if (closed) {
      close();
    }
  }

  static Duration longestTimeout(List<Prepared> casts) {
    return casts.stream()
        .map(cast -> cast.request().timeout())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    closed = true;
    TransactedChannel channel = idle.getAndSet(null);
    if (channel != null) {
      channel.close();
    }
  }
}
