package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;

/**
 * A channel to declare and to consume on. Thread-safe. One that the broker closes because of an
 * error stays closed; the link lives on.
 */
public final class ConsumerChannel implements AutoCloseable {

  private final ClientChannel channel;
  private final Acknowledgements acknowledgements;

  ConsumerChannel(ClientChannel channel) {
    this.channel = channel;
    this.acknowledgements = new Acknowledgements(channel.channel());
  }

  /**
   * Declares an exchange. Waits for the broker.
   *
   * @param exchange name, type and flags
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL with the broker's words if it exists with others; LOST; TIMEOUT
   */
  public void declare(Exchange exchange, Deadline deadline) throws BrokerException {
    channel.ask(
        "declare exchange \"" + exchange.name() + "\"",
        deadline,
        () ->
            channel
                .channel()
                .exchangeDeclare(
                    exchange.name(),
                    exchange.type(),
                    exchange.durable(),
                    exchange.autoDelete(),
                    null));
  }

  /**
   * Declares a queue. Waits for the broker.
   *
   * @param queue name, flags and arguments
   * @param deadline when to give up waiting
   * @return how many messages wait in it that nobody consumes; 0 if there is a consumer
   * @throws BrokerException CHANNEL with the broker's words if it exists with others; LOST; TIMEOUT
   */
  public long declare(Queue queue, Deadline deadline) throws BrokerException {
    long[] unheard = new long[1];
    channel.ask(
        "declare queue \"" + queue.name() + "\"",
        deadline,
        () -> {
          AMQP.Queue.DeclareOk found =
              channel
                  .channel()
                  .queueDeclare(
                      queue.name(), queue.durable(), false, queue.autoDelete(), queue.arguments());
          unheard[0] = found.getConsumerCount() == 0 ? found.getMessageCount() : 0;
        });
    return unheard[0];
  }

  /**
   * Checks that an exchange exists, whatever its flags. Waits for the broker.
   *
   * @param name the exchange
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if there is none; LOST; TIMEOUT
   */
  public void requireExchange(String name, Deadline deadline) throws BrokerException {
    channel.ask(
        "find exchange \"" + name + "\"",
        deadline,
        () -> channel.channel().exchangeDeclarePassive(name));
  }

  /**
   * Checks that a queue exists, whatever its flags. Waits for the broker.
   *
   * @param name the queue
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if there is none; LOST; TIMEOUT
   */
  public void requireQueue(String name, Deadline deadline) throws BrokerException {
    channel.ask(
        "find queue \"" + name + "\"", deadline, () -> channel.channel().queueDeclarePassive(name));
  }

  /**
   * Binds a queue. Waits for the broker.
   *
   * @param binding queue, exchange and key
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if one of them is missing; LOST; TIMEOUT
   */
  public void bind(Binding binding, Deadline deadline) throws BrokerException {
    channel.ask(
        "bind queue \"" + binding.queue() + "\"",
        deadline,
        () ->
            channel.channel().queueBind(binding.queue(), binding.exchange(), binding.routingKey()));
  }

  /**
   * Deletes a queue; none there is fine. Waits for the broker.
   *
   * @param name the queue
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if the broker forbids it; LOST; TIMEOUT
   */
  public void deleteQueue(String name, Deadline deadline) throws BrokerException {
    channel.ask(
        "delete queue \"" + name + "\"", deadline, () -> channel.channel().queueDelete(name));
  }

  /**
   * Bounds what each later consumer of this channel may hold unsettled. Waits for the broker.
   *
   * @param prefetch how many; 0 for no bound
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL, LOST or TIMEOUT
   */
  public void limitUnsettled(int prefetch, Deadline deadline) throws BrokerException {
    acknowledgements.limit(prefetch == 0 ? Integer.MAX_VALUE : Math.max(1, prefetch / 2));
    channel.ask("set the prefetch", deadline, () -> channel.channel().basicQos(prefetch));
  }

  /**
   * Has acknowledgements sent together rather than each at once: those of a short time, of other
   * channels of the link as well, or of half of what a consumer may hold unsettled. If the channel
   * is lost meanwhile, the broker delivers again what was acknowledged.
   *
   * @param scheduler for that time
   * @param delay how long an acknowledgement may wait; zero: each is sent at once
   */
  public void gatherAcknowledgements(Scheduler scheduler, Duration delay) {
    acknowledgements.gather(link().writer(), delay);
  }

  /**
   * Starts a consumer. Waits for the broker.
   *
   * @param queue from where
   * @param autoAck true if deliveries count as settled when they are sent
   * @param sink gets the deliveries
   * @param deadline when to give up waiting
   * @return the consumer's tag
   * @throws BrokerException CHANNEL if there is no such queue, or it is another's; LOST; TIMEOUT
   */
  public String consume(String queue, boolean autoAck, DeliverySink sink, Deadline deadline)
      throws BrokerException {
    return consume(queue, autoAck, Map.of(), sink, deadline);
  }

  /**
   * Starts a consumer of a stream, where it was before. Needs a bound of what it may hold. Waits
   * for the broker.
   *
   * @param queue the stream
   * @param position from where; kept up to date by what is delivered and settled
   * @param sink gets the deliveries
   * @param deadline when to give up waiting
   * @return the consumer's tag
   * @throws BrokerException CHANNEL if there is no such queue; LOST; TIMEOUT
   */
  public String consumeStream(
      String queue, StreamPosition position, DeliverySink sink, Deadline deadline)
      throws BrokerException {
    return consume(queue, false, position.consumerArguments(), position.follow(sink), deadline);
  }

  private String consume(
      String queue,
      boolean autoAck,
      Map<String, Object> arguments,
      DeliverySink sink,
      Deadline deadline)
      throws BrokerException {
    String[] tag = new String[1];
    channel.ask(
        "consume from queue \"" + queue + "\"",
        deadline,
        () ->
            tag[0] =
                channel
                    .channel()
                    .basicConsume(
                        queue, autoAck, arguments, new SinkConsumer(queue, autoAck, sink)));
    return tag[0];
  }

  /**
   * Counts who consumes from a queue, we included. Waits for the broker.
   *
   * @param queue an existing queue
   * @param deadline when to give up waiting
   * @return how many consumers
   * @throws BrokerException CHANNEL if there is no such queue; LOST; TIMEOUT
   */
  public long consumerCount(String queue, Deadline deadline) throws BrokerException {
    long[] count = new long[1];
    channel.ask(
        "count the consumers of queue \"" + queue + "\"",
        deadline,
        () -> count[0] = channel.channel().consumerCount(queue));
    return count[0];
  }

  /**
   * Ends a consumer: once this returns, no delivery is on its way to it. Waits for the broker.
   *
   * @param consumerTag as {@link #consume} returned it
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL, LOST or TIMEOUT
   */
  public void cancel(String consumerTag, Deadline deadline) throws BrokerException {
    channel.ask("cancel a consumer", deadline, () -> channel.channel().basicCancel(consumerTag));
  }

  /**
   * Asks to be told when the channel ends, be it alone or with its link. Called on a thread of the
   * client that must not be blocked; at once if it has ended.
   *
   * @param listener gets the reason
   */
  public void onLoss(Consumer<BrokerException> listener) {
    channel.onLoss(listener);
  }

  /**
   * Tells whether the channel can be used.
   *
   * @return false once it or its link is closed or lost
   */
  public boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * The link that carries it.
   *
   * @return always the same
   */
  public BrokerLink link() {
    return channel.link();
  }

  /**
   * Sends the acknowledgements that wait and closes the channel; unsettled deliveries go back to
   * their queues. Does not wait for the broker; never fails.
   */
  @Override
  public void close() {
    acknowledgements.close();
    channel.close();
  }

  private final class SinkConsumer extends DefaultConsumer {

    private final String queue;
    private final boolean autoAck;
    private final DeliverySink sink;

    SinkConsumer(String queue, boolean autoAck, DeliverySink sink) {
      super(channel.channel());
      this.queue = queue;
      this.autoAck = autoAck;
      this.sink = sink;
    }

    @Override
    public void handleDelivery(
        String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      if (!autoAck) {
        acknowledgements.delivered(envelope.getDeliveryTag());
      }
      sink.deliver(new Delivery(link(), acknowledgements, envelope, properties, body));
    }

    @Override
    public void handleCancel(String consumerTag) {
      sink.cancelled(queue);
    }
  }
}
