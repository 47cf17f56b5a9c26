package org.rarebit.ra.outbound;

import java.time.Duration;
import java.util.List;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.TransactedChannel;

/**
 * Sends the casts and notifications of a local transaction together, in order, in one transaction
 * of the broker's: if the link breaks on the way, none has been sent. That needs a channel of its
 * own, opened by the first transaction that sends something. Thread-safe.
 */
final class TransactedSender implements AutoCloseable {

  private final BrokerLink link;
  private final PublishDeclarations declarations;
  private TransactedChannel channel; // guarded by this; null until it is needed

  TransactedSender(BrokerLink link, PublishDeclarations declarations) {
    this.link = link;
    this.declarations = declarations;
  }

  /**
   * Returns once the broker has them all.
   *
   * @throws BrokerException LOST, CHANNEL or TIMEOUT if nothing, or nothing for certain, was sent;
   *     UNROUTABLE
   */
  synchronized void send(List<PreparedCast> casts) throws BrokerException {
    Deadline deadline = Deadline.after(longestTimeout(casts));
    try {
      TransactedChannel open = open(deadline);
      for (PreparedCast cast : casts) {
        declarations.ensure(cast); // a missing exchange would cost the channel
        open.publish(cast.route(), cast.message(), deadline);
      }
      open.commit(deadline);
    } catch (BrokerException e) {
      if (e.kind() != Kind.UNROUTABLE) {
        close(); // so that the broker forgets what it got
      }
      declarations.forget(); // a notification's queue may have been deleted
      throw e;
    }
  }

  private static Duration longestTimeout(List<PreparedCast> casts) {
    return casts.stream()
        .map(cast -> cast.request().timeout())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private TransactedChannel open(Deadline deadline) throws BrokerException {
    if (channel == null || !channel.isOpen()) {
      channel = link.openTransacted(deadline);
    }
    return channel;
  }

  /** Gives the channel up; the next transaction opens another one. */
  @Override
  public synchronized void close() {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
