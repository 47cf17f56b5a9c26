package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import java.util.List;
import java.util.Set;
import org.rarebit.testkit.broker.Unacked.Outcome;

/**
 * Executes what publishers do on one channel: publish, confirms, transactions. Guarded by the
 * virtual host's monitor.
 */
final class Publisher {
  private static final int NO_ROUTE = 312;

  private final ChannelSession channel;
  private final Unacked unacked;
  private Transaction transaction; // null unless tx.select was sent
  private boolean confirming;
  private long published; // since confirm.select
  private long gathered; // the last one whose confirm waits for others; 0: none waits

  Publisher(ChannelSession channel, Unacked unacked) {
    this.channel = channel;
    this.unacked = unacked;
  }

  /** Executes the confirm and tx classes; false if the method is none that a client may send. */
  boolean execute(Method method) {
    if (method instanceof AMQP.Confirm.Select select) {
      if (transaction != null) {
        throw AmqpException.preconditionFailed("cannot switch from tx to confirm mode");
      }
      confirming = true;
      if (!select.getNowait()) {
        channel.send(new AMQImpl.Confirm.SelectOk());
      }
    } else if (method instanceof AMQP.Tx.Select) {
      if (confirming) {
        throw AmqpException.preconditionFailed("cannot switch from confirm to tx mode");
      }
      if (transaction == null) {
        transaction = new Transaction(unacked);
      }
      channel.send(new AMQImpl.Tx.SelectOk());
    } else if (method instanceof AMQP.Tx.Commit) {
      requireTransaction().commit();
      channel.connection().faults().confirms().answerCommit(channel);
    } else if (method instanceof AMQP.Tx.Rollback) {
      requireTransaction().rollBack();
      channel.send(new AMQImpl.Tx.RollbackOk());
    } else {
      return false;
    }
    return true;
  }

  private Transaction requireTransaction() {
    if (transaction == null) {
      throw AmqpException.preconditionFailed("channel is not transactional");
    }
    return transaction;
  }

  /** Settles deliveries, at once or with the transaction. */
  void settle(List<Unacked.Delivery> deliveries, Outcome outcome) {
    if (transaction != null) {
      transaction.settle(deliveries, outcome);
    } else {
      unacked.settle(deliveries, outcome);
    }
  }

  void rollBack() {
    if (transaction != null) {
      transaction.rollBack();
    }
  }

  void publish(AMQP.Basic.Publish publish, Message message) {
    if (publish.getImmediate()) {
      throw AmqpException.notImplemented("immediate=true");
    }
    ExchangeState exchange = channel.vhost().exchange(publish.getExchange());
    if (exchange.isInternal()) {
      throw AmqpException.accessRefused(
          "cannot publish to internal " + channel.vhost().describeExchange(exchange.name()));
    }
    requireValid(message);
    Message accepted = withReplyAddress(message);
    if (transaction != null) {
      transaction.publish(() -> route(accepted, publish.getMandatory()));
    } else if (confirming) {
      long sequence = ++published;
      boolean refused = channel.connection().faults().confirms().isRefusing();
      boolean taken = !refused && route(accepted, publish.getMandatory());
      channel.connection().faults().confirms().answer(channel, sequence, taken);
    } else {
      route(accepted, publish.getMandatory());
    }
  }

  /** Keeps a confirm back; true if it is the first one. */
  boolean gather(long sequence) {
    boolean first = gathered == 0;
    gathered = sequence;
    return first;
  }

  /** The last one of those that were kept back, which go now; 0 if there is none. */
  long takeGathered() {
    long last = gathered;
    gathered = 0;
    return last;
  }

  private void requireValid(Message message) {
    BasicProperties properties = message.properties();
    String user = channel.connection().user();
    if (properties.getUserId() != null && !properties.getUserId().equals(user)) {
      throw AmqpException.preconditionFailed(
          "user_id property set to '%s' but authenticated user was '%s'"
              .formatted(properties.getUserId(), user));
    }
    if (properties.getExpiration() != null) {
      Expiration.require(properties.getExpiration());
    }
    for (String copies : List.of("CC", "BCC")) {
      Object keys = message.headers().get(copies);
      if (keys != null && !(keys instanceof List)) {
        throw AmqpException.preconditionFailed(
            "invalid message: {unacceptable_type_in_header,\"%s\",%s}"
                .formatted(copies, Equivalence.typeOf(keys)));
      }
    }
  }

  private Message withReplyAddress(Message message) {
    if (!DirectReplies.QUEUE.equals(message.properties().getReplyTo())) {
      return message;
    }
    if (channel.replyAddress() == null) {
      throw AmqpException.preconditionFailed("fast reply consumer does not exist");
    }
    return message.with(message.properties().builder().replyTo(channel.replyAddress()).build());
  }

  /**
   * Gives the message to its queues.
   *
   * @return false if a queue refused it for being full
   */
  private boolean route(Message message, boolean mandatory) {
    boolean arrived = false;
    if (message.exchange().isEmpty() && DirectReplies.isAddress(message.routingKey())) {
      arrived = channel.vhost().directReplies().deliver(message);
    }
    Set<QueueState> queues = channel.vhost().route(message);
    boolean known = arrived && channel.vhost().version().isAtLeast(RabbitMqVersion.V4_3);
    if (queues.isEmpty() && mandatory && !known) {
      channel.send(
          new AMQImpl.Basic.Return(NO_ROUTE, "NO_ROUTE", message.exchange(), message.routingKey()),
          message);
    }
    Message stored = message.withoutHeader("BCC");
    boolean taken = true;
    for (QueueState queue : queues) {
      taken &= queue.offer(stored);
    }
    return taken;
  }
}
