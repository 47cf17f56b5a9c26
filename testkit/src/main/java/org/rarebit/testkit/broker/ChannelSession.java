package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.Method;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A channel: puts its frames together, hands each command to the class that executes it, and
 * answers a refusal with channel.close. Guarded by the virtual host's monitor.
 */
final class ChannelSession {
  private enum State {
    NEW,
    OPEN,
    /** Closed from this side; all but the client's close-ok is ignored. */
    CLOSING,
    CLOSED,
    /** Waits for a queue that does not answer. */
    STALLED
  }

  private final ConnectionSession connection;
  private final int number;
  private final Map<String, Consumer> consumers = new LinkedHashMap<>();
  private final Unacked unacked = new Unacked();
  private final ExchangeMethods exchangeMethods = new ExchangeMethods(this);
  private final QueueMethods queueMethods = new QueueMethods(this);
  private final ConsumerMethods consumerMethods = new ConsumerMethods(this, unacked);
  private final Publisher publisher = new Publisher(this, unacked);
  private State state = State.NEW;
  private AMQCommand assembling = new AMQCommand();
  private byte[] encodedHeader;
  private String replyAddress; // direct reply-to; null without such a consumer

  ChannelSession(ConnectionSession connection, int number) {
    this.connection = connection;
    this.number = number;
  }

  ConnectionSession connection() {
    return connection;
  }

  VirtualHost vhost() {
    return connection.vhost();
  }

  int number() {
    return number;
  }

  Map<String, Consumer> consumers() {
    return consumers;
  }

  QueueMethods queueMethods() {
    return queueMethods;
  }

  Publisher publisher() {
    return publisher;
  }

  /** Where direct replies to this channel go; null if it does not consume them. */
  String replyAddress() {
    return replyAddress;
  }

  void setReplyAddress(String replyAddress) {
    this.replyAddress = replyAddress;
  }

  /**
   * Takes a frame and executes the command that it completes, if it does.
   *
   * @throws AmqpException an error that closes the connection
   */
  void accept(Frame frame) throws IOException {
    Frame readable = frame;
    if (frame.getType() == AMQP.FRAME_HEADER) {
      encodedHeader = frame.getPayload();
      if (OpaqueHeader.isOne(frame)) {
        readable = OpaqueHeader.readable(frame);
      }
    }
    if (!assembling.handleFrame(readable)) {
      return;
    }
    AMQCommand command = assembling;
    assembling = new AMQCommand();
    Method method = command.getMethod();
    try {
      execute(method, command);
    } catch (StalledQueueException unanswered) {
      state = State.STALLED;
    } catch (AmqpException refused) {
      if (refused.code().isHard()) {
        throw refused.causedBy(method);
      }
      close(refused.causedBy(method));
    }
  }

  private void execute(Method method, AMQCommand command) {
    switch (state) {
      case NEW -> open(method);
      case OPEN -> executeOpen(method, command);
      case CLOSING -> {
        if (method instanceof AMQP.Channel.CloseOk) {
          state = State.CLOSED;
          connection.forget(this);
        } else if (method instanceof AMQP.Channel.Close) {
          send(new AMQImpl.Channel.CloseOk());
        }
      }
      case CLOSED, STALLED -> {}
    }
  }

  private void open(Method method) {
    if (!(method instanceof AMQP.Channel.Open)) {
      throw new AmqpException(ReplyCode.CHANNEL_ERROR, "expected 'channel.open'");
    }
    state = State.OPEN;
    send(new AMQImpl.Channel.OpenOk(LongStringHelper.asLongString("")));
    vhost().changed();
  }

  private void executeOpen(Method method, AMQCommand command) {
    if (method instanceof AMQP.Basic.Publish publish) {
      AMQP.BasicProperties properties = (AMQP.BasicProperties) command.getContentHeader();
      publisher.publish(
          publish,
          new Message(
              publish.getExchange(),
              publish.getRoutingKey(),
              properties,
              encodedHeader,
              command.getContentBody()));
      return;
    }
    boolean known =
        switch (method.protocolClassId()) {
          case AMQImpl.Exchange.INDEX -> exchangeMethods.execute(method);
          case AMQImpl.Queue.INDEX -> queueMethods.execute(method);
          case AMQImpl.Basic.INDEX -> consumerMethods.execute(method);
          case AMQImpl.Confirm.INDEX, AMQImpl.Tx.INDEX -> publisher.execute(method);
          default -> executeChannelMethod(method);
        };
    if (!known) {
      throw AmqpException.commandInvalid("unexpected method " + method.protocolMethodName());
    }
  }

  private boolean executeChannelMethod(Method method) {
    if (method instanceof AMQP.Channel.Close) {
      state = State.CLOSED;
      stopConsuming();
      release();
      connection.forget(this);
      send(new AMQImpl.Channel.CloseOk());
    } else if (method instanceof AMQP.Channel.Open) {
      throw new AmqpException(ReplyCode.CHANNEL_ERROR, "second 'channel.open' seen");
    } else if (method instanceof AMQP.Channel.Flow flow) {
      if (!flow.getActive()) {
        throw AmqpException.notImplemented("active=false");
      }
      connection.faults().confirms().answerFlow(this);
    } else if (method instanceof AMQP.Access.Request) {
      send(new AMQImpl.Access.RequestOk(1)); // of AMQP 0-8; old clients still ask
    } else {
      return false;
    }
    return true;
  }

  /** Closes the channel from this side. */
  private void close(AmqpException reason) {
    state = State.CLOSING;
    stopConsuming();
    release();
    send(
        new AMQImpl.Channel.Close(
            reason.code().code(), reason.getMessage(), reason.classId(), reason.methodId()));
    vhost().changed();
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  void send(Method method) {
    connection.writer().send(new Outgoing(number, method, null));
  }

  void send(Method method, Message message) {
    connection.writer().send(new Outgoing(number, method, message));
  }

  boolean canTake(boolean noAck) {
    return (noAck || unacked.hasCredit()) && connection.writer().hasRoom();
  }

  /** Sends a message to a consumer of this channel. */
  void deliver(Consumer consumer, QueuedMessage queued) {
    long tag = unacked.deliver(queued, consumer.queue(), consumer, consumer.isNoAck());
    Message message = queued.message();
    send(
        new AMQImpl.Basic.Deliver(
            consumer.tag(), tag, queued.isRedelivered(), message.exchange(), message.routingKey()),
        Unacked.asSent(queued, consumer.queue()));
  }

  /** The broker cancelled a consumer: because its queue is gone, or because a test wants it. */
  void cancelled(Consumer consumer) {
    if (consumers.remove(consumer.tag(), consumer) && connection.client().consumerCancelNotify()) {
      send(new AMQImpl.Basic.Cancel(consumer.tag(), true));
    }
  }

  /** Offers the consumers of this channel what waits in their queues. */
  void dispatch() {
    for (Consumer consumer : List.copyOf(consumers.values())) {
      if (consumer.queue() != null) {
        consumer.queue().dispatch();
      }
    }
  }

  /** The first half of the end: nothing is delivered here any more. */
  void stopConsuming() {
    for (Consumer consumer : List.copyOf(consumers.values())) {
      consumerMethods.remove(consumer);
    }
  }

  /** The second half: what is not settled goes back. */
  void release() {
    publisher.rollBack();
    unacked.giveAllBack(Unacked.Outcome.REQUEUE);
  }
}
