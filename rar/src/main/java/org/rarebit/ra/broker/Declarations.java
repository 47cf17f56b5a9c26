package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;

/**
 * Declares exchanges and queues, and accepts what exists with other settings: the broker closes the
 * channel with 406 then, so a passive declaration on a fresh channel decides, and one WARNING names
 * the difference. Services that were configured differently can so live on one broker until the
 * difference is removed.
 */
public final class Declarations {

  private static final System.Logger LOG = System.getLogger(Declarations.class.getName());

  private static final int PRECONDITION_FAILED = 406;

  private Declarations() {}

  /**
   * Makes sure that an exchange exists. Waits for the broker.
   *
   * @param link where
   * @param exchange name, type and wanted flags
   * @param deadline when to give up
   * @throws BrokerException if it can neither be declared nor found
   */
  public static void ensure(BrokerLink link, Exchange exchange, Deadline deadline)
      throws BrokerException {
    ensure(
        link,
        "Exchange \"" + exchange.name() + "\"",
        channel -> channel.declare(exchange, deadline),
        channel -> channel.requireExchange(exchange.name(), deadline),
        deadline);
  }

  /**
   * Makes sure that a queue exists. Waits for the broker.
   *
   * @param link where
   * @param queue name, wanted flags and arguments
   * @param deadline when to give up
   * @return how many messages wait in it that nobody consumes, as far as its declaration told
   * @throws BrokerException if it can neither be declared nor found
   */
  public static long ensure(BrokerLink link, Queue queue, Deadline deadline)
      throws BrokerException {
    long[] unheard = new long[1];
    ensure(
        link,
        "Queue \"" + queue.name() + "\"",
        channel -> unheard[0] = channel.declare(queue, deadline),
        channel -> channel.requireQueue(queue.name(), deadline),
        deadline);
    return unheard[0];
  }

  /**
   * Binds a queue, on a channel of its own: a refusal closes that one and nobody else's. Waits for
   * the broker.
   *
   * @param link where
   * @param binding queue, exchange and key
   * @param deadline when to give up
   * @throws BrokerException CHANNEL if one of them is missing or may not be bound; LOST; TIMEOUT
   */
  public static void bind(BrokerLink link, Binding binding, Deadline deadline)
      throws BrokerException {
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      channel.bind(binding, deadline);
    }
  }

  private static void ensure(
      BrokerLink link, String what, Step declare, Step require, Deadline deadline)
      throws BrokerException {
    BrokerException mismatch;
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      declare.on(channel);
      return;
    } catch (BrokerException e) {
      if (e.kind() != Kind.CHANNEL || CloseReason.code(e) != PRECONDITION_FAILED) {
        throw e;
      }
      mismatch = e;
    }
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      require.on(channel);
    }
    LOG.log(
        Level.WARNING,
        "{0} exists with other settings and is used as it is: {1}. Delete it, or set the adapter''s"
            + " queue properties to match.",
        what,
        mismatch.getMessage());
  }

  private interface Step {
    void on(ConsumerChannel channel) throws BrokerException;
  }
}
