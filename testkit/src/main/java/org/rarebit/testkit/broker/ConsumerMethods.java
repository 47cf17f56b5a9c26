package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Method;
import java.util.Map;
import java.util.UUID;
import org.rarebit.testkit.broker.Unacked.Outcome;

/**
 * Executes what consumers do on one channel: consume, cancel, get, settle, limit. Guarded by the
 * virtual host's monitor.
 */
final class ConsumerMethods {
  private final ChannelSession channel;
  private final Unacked unacked;
  private int prefetch; // of the consumers to come; 0: no limit

  ConsumerMethods(ChannelSession channel, Unacked unacked) {
    this.channel = channel;
    this.unacked = unacked;
  }

  /** False if the method is none that a client may send. */
  boolean execute(Method method) {
    if (method instanceof AMQP.Basic.Ack ack) {
      settle(ack.getDeliveryTag(), ack.getMultiple(), Outcome.ACK);
    } else if (method instanceof AMQP.Basic.Nack nack) {
      settle(
          nack.getDeliveryTag(),
          nack.getMultiple(),
          nack.getRequeue() ? Outcome.RELEASE : Outcome.REJECT);
    } else if (method instanceof AMQP.Basic.Reject reject) {
      settle(
          reject.getDeliveryTag(), false, reject.getRequeue() ? Outcome.REQUEUE : Outcome.REJECT);
    } else if (method instanceof AMQP.Basic.Consume consume) {
      consume(consume);
    } else if (method instanceof AMQP.Basic.Cancel cancel) {
      cancel(cancel);
    } else if (method instanceof AMQP.Basic.Get get) {
      get(get);
    } else if (method instanceof AMQP.Basic.Qos qos) {
      limit(qos);
    } else if (method instanceof AMQP.Basic.Recover recover) {
      recover(recover.getRequeue());
      channel.send(new AMQImpl.Basic.RecoverOk());
    } else if (method instanceof AMQP.Basic.RecoverAsync recover) {
      recover(recover.getRequeue());
    } else {
      // the answer to a cancel of ours; it needs none
      return method instanceof AMQP.Basic.CancelOk;
    }
    return true;
  }

  private void settle(long tag, boolean multiple, Outcome outcome) {
    channel.publisher().settle(unacked.take(tag, multiple), outcome);
  }

  private void recover(boolean requeue) {
    if (!requeue) {
      throw AmqpException.notImplemented("requeue=false");
    }
    unacked.giveAllBack(Outcome.RELEASE);
  }

  private void limit(AMQP.Basic.Qos qos) {
    if (qos.getPrefetchSize() != 0) {
      throw AmqpException.notImplemented("prefetch_size!=0 (" + qos.getPrefetchSize() + ")");
    }
    // RabbitMQ's meaning, not the specification's: not global is each consumer's, from now on;
    // later on there is no other
    if (qos.getGlobal() && !channel.vhost().version().isAtLeast(RabbitMqVersion.V4_3)) {
      unacked.setLimit(qos.getPrefetchCount());
      channel.dispatch();
    } else {
      prefetch = qos.getPrefetchCount();
    }
    channel.send(new AMQImpl.Basic.QosOk());
  }

  private void consume(AMQP.Basic.Consume consume) {
    String tag = consume.getConsumerTag();
    if (!tag.isEmpty() && channel.consumers().containsKey(tag)) {
      throw AmqpException.notAllowed("attempt to reuse consumer tag '" + tag + "'");
    }
    if (tag.isEmpty()) {
      tag = "amq.ctag-" + UUID.randomUUID();
    }
    Consumer consumer =
        consume.getQueue().equals(DirectReplies.QUEUE)
            ? consumeReplies(consume, tag)
            : consumer(consume, tag);
    channel.consumers().put(tag, consumer);
    if (!consume.getNowait()) {
      channel.send(new AMQImpl.Basic.ConsumeOk(tag));
    }
    if (consumer.queue() != null) {
      consumer.queue().add(consumer);
      consumer.queue().dispatch();
    }
  }

  private Consumer consumer(AMQP.Basic.Consume consume, String tag) {
    QueueState queue = channel.queueMethods().accessible(consume.getQueue());
    if (queue.hasExclusiveConsumer() || (consume.getExclusive() && queue.consumerCount() > 0)) {
      throw AmqpException.accessRefused(
          channel.vhost().describeQueue(queue.name()) + " in exclusive use");
    }
    Map<String, Object> arguments = VirtualHost.tableOf(consume.getArguments());
    int priority = arguments.get("x-priority") instanceof Number given ? given.intValue() : 0;
    return new Consumer(
        channel, queue, tag, consume.getNoAck(), consume.getExclusive(), priority, prefetch);
  }

  private Consumer consumeReplies(AMQP.Basic.Consume consume, String tag) {
    if (channel.replyAddress() != null) {
      throw AmqpException.preconditionFailed("reply consumer already set");
    }
    if (!consume.getNoAck()) {
      throw AmqpException.preconditionFailed("reply consumer cannot acknowledge");
    }
    Consumer consumer = new Consumer(channel, null, tag, true, false, 0, 0);
    channel.setReplyAddress(channel.vhost().directReplies().open(consumer));
    return consumer;
  }

  private void cancel(AMQP.Basic.Cancel cancel) {
    Consumer consumer = channel.consumers().get(cancel.getConsumerTag());
    if (consumer != null) {
      remove(consumer);
    }
    if (!cancel.getNowait()) {
      channel.send(new AMQImpl.Basic.CancelOk(cancel.getConsumerTag()));
    }
  }

  /** Forgets a consumer; what it has not settled stays with the channel. */
  void remove(Consumer consumer) {
    channel.consumers().remove(consumer.tag());
    if (consumer.queue() != null) {
      consumer.queue().remove(consumer);
      consumer.queue().dispatch(); // the next one of a single active consumer takes over
    } else {
      channel.vhost().directReplies().close(channel.replyAddress());
      channel.setReplyAddress(null);
    }
  }

  private void get(AMQP.Basic.Get get) {
    QueueState queue = channel.queueMethods().accessible(get.getQueue());
    QueuedMessage queued = queue.get(get.getNoAck());
    if (queued == null) {
      channel.send(new AMQImpl.Basic.GetEmpty(""));
      return;
    }
    long tag = unacked.deliver(queued, queue, null, get.getNoAck());
    Message message = queued.message();
    channel.send(
        new AMQImpl.Basic.GetOk(
            tag,
            queued.isRedelivered(),
            message.exchange(),
            message.routingKey(),
            queue.readyCount()),
        Unacked.asSent(queued, queue));
  }
}
