package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;

/**
 * Declares exchanges and queues, and accepts what exists with other settings: the broker closes the
 * channel with 406 then, so a passive declaration on a fresh channel decides, and one WARNING names
 * the difference. Services that were configured differently can so live on one broker until the
 * difference is removed.
 *
 * <p>Where we may not declare (403), because an operator made everything beforehand, what exists is
 * used, and one WARNING says so.
 */
public final class Declarations {

  private static final System.Logger LOG = System.getLogger(Declarations.class.getName());

  private static final int MOST_TOLD = 1_000;
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

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
   * Makes sure that exchanges, queues and bindings exist. Waits for the broker: one round trip for
   * all of them, and several for each only if something is refused.
   *
   * @param link where
   * @param exchanges wanted
   * @param queues wanted
   * @param bindings of these queues
   * @param deadline when to give up
   * @throws BrokerException if one can neither be declared nor found
   */
  public static void ensureAll(
      BrokerLink link,
      List<Exchange> exchanges,
      List<Queue> queues,
      List<Binding> bindings,
      Deadline deadline)
      throws BrokerException {
    List<ConsumerChannel.Question> all = new ArrayList<>();
    exchanges.forEach(exchange -> all.add(ConsumerChannel.Question.declare(exchange)));
    queues.forEach(queue -> all.add(ConsumerChannel.Question.declare(queue)));
    bindings.forEach(binding -> all.add(ConsumerChannel.Question.bind(binding)));
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      channel.askAll(all, deadline);
      return;
    } catch (BrokerException e) {
      if (e.kind() != Kind.CHANNEL) {
        throw e;
      }
      LOG.log(Level.DEBUG, "one by one, since together they were refused: {0}", e.getMessage());
    }
    for (Exchange exchange : exchanges) {
      ensure(link, exchange, deadline);
    }
    for (Queue queue : queues) {
      var unused = ensure(link, queue, deadline);
    }
    for (Binding binding : bindings) {
      bind(link, binding, deadline);
    }
  }

  /**
   * Binds a queue, on a channel of its own: a refusal closes that one and nobody else's. Where we
   * may not bind, the binding is taken to be there. Waits for the broker.
   *
   * @param link where
   * @param binding queue, exchange and key
   * @param deadline when to give up
   * @throws BrokerException CHANNEL if one of them is missing; LOST; TIMEOUT
   */
  public static void bind(BrokerLink link, Binding binding, Deadline deadline)
      throws BrokerException {
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      channel.bind(binding, deadline);
    } catch (BrokerException e) {
      if (!isForbidden(e)) {
        throw e;
      }
      warnOnce(
          "The binding of queue \"" + binding.queue() + "\" to \"" + binding.exchange() + "\"",
          "is taken to be there, since we may not make it",
          e);
    }
  }

  private static void ensure(
      BrokerLink link, String what, Step declare, Step require, Deadline deadline)
      throws BrokerException {
    BrokerException refusal;
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      declare.on(channel);
      return;
    } catch (BrokerException e) {
      if (!isForbidden(e) && e.replyCode() != AMQP.PRECONDITION_FAILED) {
        throw e;
      }
      refusal = e;
    }
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      require.on(channel);
    } catch (BrokerException e) {
      if (!isForbidden(refusal) || !isForbidden(e)) {
        throw isForbidden(refusal) && e.kind() == Kind.CHANNEL ? refusal : e;
      } // we may not even look: whoever uses it learns whether it is there
    }
    if (isForbidden(refusal)) {
      warnOnce(what, "is used as it is, since we may not declare it", refusal);
    } else {
      LOG.log(
          Level.WARNING,
          what
              + " exists with other settings and is used as it is: "
              + refusal.getMessage()
              + ". Delete it, or set the adapter's queue properties to match.");
    }
  }

  private static boolean isForbidden(BrokerException e) {
    return e.kind() == Kind.CHANNEL && e.replyCode() == AMQP.ACCESS_REFUSED;
  }

  /** Each link would tell it again, and each look at what is there. */
  private static void warnOnce(String what, String how, BrokerException why) {
    if (TOLD.size() >= MOST_TOLD) {
      TOLD.clear(); // somebody makes up names
    }
    LOG.log(
        TOLD.add(what) ? Level.WARNING : Level.DEBUG, what + " " + how + ": " + why.getMessage());
  }

  private interface Step {
    void on(ConsumerChannel channel) throws BrokerException;
  }
}
