package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Route;

/**
 * A channel on a link. Thread-safe, though publishers do better with one each. A channel that the
 * broker closes because of an error stays closed; the link lives on.
 */
public final class BrokerChannel implements AutoCloseable {

  private final BrokerLink link;
  private final Channel channel;
  private final Compression compression;
  private final Acknowledgements acknowledgements;
  private final Object publishing = new Object();
  private volatile Confirms
      confirms; // null until the first confirmed publish; written under publishing

  BrokerChannel(BrokerLink link, Channel channel, Compression compression) {
    this.link = link;
    this.channel = channel;
    this.compression = compression;
    this.acknowledgements = new Acknowledgements(channel);
  }

  /**
   * Publishes and does not wait for a confirm. Blocks while the link is blocked by the broker,
   * until the deadline.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public void publish(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    publishHeld(route, message, deadline);
    flush(); // without the locks: others write meanwhile
  }

  /**
   * Publishes like {@link #publish}, but the message may stay here until somebody flushes the link,
   * which the caller sees to.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public void publishHeld(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    link.awaitUnblocked(deadline);
    try {
      OutgoingMessage encoded = message.compressed(compression);
      synchronized (publishing) { // keeps the numbers of confirmed publishes right
        link.writes().hold(() -> send(route, encoded));
      }
    } catch (IOException | ShutdownSignalException e) {
      throw link.failure("take a message", e);
    }
  }

  private void flush() throws BrokerException {
    try {
      link.writes().flush();
    } catch (IOException e) {
      throw link.failure("take a message", e);
    }
  }

  /**
   * Publishes and asks for a confirm. Blocks like {@link #publish}; the first one also waits for
   * the broker to switch the channel to confirms.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @return the confirm to come
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public Confirm publishConfirmed(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    Confirm confirm = publishConfirmedHeld(route, message, deadline);
    flush();
    return confirm;
  }

  /**
   * Publishes like {@link #publishConfirmed}, but the message may stay here until somebody flushes
   * the link, which the caller sees to.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @return the confirm to come
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public Confirm publishConfirmedHeld(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    OutgoingMessage encoded = message.compressed(compression);
    return confirmed(route, () -> send(route, encoded), deadline);
  }

  /**
   * Publishes a message that came once more, body and properties as they are, mandatory, and asks
   * for a confirm. Blocks like {@link #publishConfirmed}.
   *
   * @param route where to
   * @param delivery the message; it stays to be settled
   * @param headers to be added to its own
   * @param deadline when to give up
   * @return the confirm to come
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public Confirm forward(
      Route route, Delivery delivery, Map<String, Object> headers, Deadline deadline)
      throws BrokerException {
    Confirm confirm =
        confirmed(
            route,
            () ->
                channel.basicPublish(
                    route.exchange(),
                    route.routingKey(),
                    true,
                    delivery.forwarded(headers),
                    delivery.bytes()),
            deadline);
    flush();
    return confirm;
  }

  private Confirm confirmed(Route route, Question publish, Deadline deadline)
      throws BrokerException {
    link.awaitUnblocked(deadline);
    try {
      // number and publish belong together, so the client's own lock around the write is not enough
      synchronized (publishing) {
        Confirms expected = selectConfirms();
        long number = channel.getNextPublishSeqNo();
        Confirm confirm = expected.expect(number, describe(route));
        try {
          link.writes().hold(publish::put);
        } catch (IOException | RuntimeException e) {
          expected.forget(number);
          throw e;
        }
        return confirm;
      }
    } catch (IOException | ShutdownSignalException e) {
      throw link.failure("take a message", e);
    }
  }

  private void send(Route route, OutgoingMessage message) throws IOException {
    channel.basicPublish(
        route.exchange(),
        route.routingKey(),
        message.mandatory(),
        message.properties(),
        message.body());
  }

  private Confirms selectConfirms() throws IOException {
    Confirms selected = confirms;
    if (selected == null) {
      Confirms fresh = new Confirms();
      channel.addConfirmListener(fresh);
      channel.confirmSelect();
      channel.addShutdownListener(signal -> fresh.fail(lossOf(signal)));
      confirms = fresh;
      selected = fresh;
    }
    return selected;
  }

  /**
   * Hands on the mandatory messages that come back, as they were before they were compressed.
   *
   * @param handler called on the reader thread, before the confirm of the message if there is one
   */
  public void onReturn(ReturnHandler handler) {
    channel.addReturnListener(
        (code, text, exchange, routingKey, properties, body) ->
            handler.returned(
                routingKey, compression == Compression.NONE ? body : Body.decompress(body)));
  }

  /**
   * Asks to be told when the channel ends, be it alone or with its link. Called on a thread of the
   * client that must not be blocked; at once if it has ended.
   *
   * @param listener gets the reason
   */
  public void onLoss(Consumer<BrokerException> listener) {
    channel.addShutdownListener(signal -> listener.accept(lossOf(signal)));
  }

  private BrokerException lossOf(ShutdownSignalException signal) {
    if (signal.isHardError()) {
      return new BrokerException(
          Kind.LOST,
          "The connection to " + link.address() + " was lost: " + BrokerLink.reasonOf(signal) + ".",
          signal);
    }
    return new BrokerException(
        signal.isInitiatedByApplication() ? Kind.CLOSED : Kind.CHANNEL,
        link.address() + " closed the channel: " + CloseReason.text(signal),
        signal);
  }

  /**
   * Declares an exchange. Waits for the broker.
   *
   * @param exchange name, type and flags
   * @throws BrokerException CHANNEL with the broker's words if it exists with others; LOST
   */
  public void declare(Exchange exchange) throws BrokerException {
    ask(
        "declare exchange \"" + exchange.name() + "\"",
        () ->
            channel.exchangeDeclare(
                exchange.name(), exchange.type(), exchange.durable(), exchange.autoDelete(), null));
  }

  /**
   * Declares a queue. Waits for the broker.
   *
   * @param queue name, flags and arguments
   * @return how many messages wait in it that nobody consumes; 0 if there is a consumer
   * @throws BrokerException CHANNEL with the broker's words if it exists with others; LOST
   */
  public long declare(Queue queue) throws BrokerException {
    long[] unheard = new long[1];
    ask(
        "declare queue \"" + queue.name() + "\"",
        () -> {
          AMQP.Queue.DeclareOk found =
              channel.queueDeclare(
                  queue.name(), queue.durable(), false, queue.autoDelete(), queue.arguments());
          unheard[0] = found.getConsumerCount() == 0 ? found.getMessageCount() : 0;
        });
    return unheard[0];
  }

  /**
   * Checks that an exchange exists, whatever its flags. Waits for the broker.
   *
   * @param name the exchange
   * @throws BrokerException CHANNEL if there is none; LOST
   */
  public void requireExchange(String name) throws BrokerException {
    ask("find exchange \"" + name + "\"", () -> channel.exchangeDeclarePassive(name));
  }

  /**
   * Checks that a queue exists, whatever its flags. Waits for the broker.
   *
   * @param name the queue
   * @throws BrokerException CHANNEL if there is none; LOST
   */
  public void requireQueue(String name) throws BrokerException {
    ask("find queue \"" + name + "\"", () -> channel.queueDeclarePassive(name));
  }

  /**
   * Binds a queue. Waits for the broker.
   *
   * @param binding queue, exchange and key
   * @throws BrokerException CHANNEL if one of them is missing; LOST
   */
  public void bind(Binding binding) throws BrokerException {
    ask(
        "bind queue \"" + binding.queue() + "\"",
        () -> channel.queueBind(binding.queue(), binding.exchange(), binding.routingKey()));
  }

  /**
   * Deletes a queue; none there is fine. Waits for the broker.
   *
   * @param name the queue
   * @throws BrokerException CHANNEL if the broker forbids it; LOST
   */
  public void deleteQueue(String name) throws BrokerException {
    ask("delete queue \"" + name + "\"", () -> channel.queueDelete(name));
  }

  /**
   * Bounds what each later consumer of this channel may hold unsettled. Waits for the broker.
   *
   * @param prefetch how many; 0 for no bound
   * @throws BrokerException CHANNEL or LOST
   */
  public void limitUnsettled(int prefetch) throws BrokerException {
    acknowledgements.limit(prefetch == 0 ? Integer.MAX_VALUE : Math.max(1, prefetch / 2));
    ask("set the prefetch", () -> channel.basicQos(prefetch));
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
    acknowledgements.gather(link.rounds(scheduler), delay);
  }

  /**
   * Starts a consumer. Waits for the broker.
   *
   * @param queue from where
   * @param autoAck true if deliveries count as settled when they are sent
   * @param sink gets the deliveries
   * @return the consumer's tag
   * @throws BrokerException CHANNEL if there is no such queue, or it is another's; LOST
   */
  public String consume(String queue, boolean autoAck, DeliverySink sink) throws BrokerException {
    return consume(queue, autoAck, Map.of(), sink);
  }

  /**
   * Starts a consumer of a stream, where it was before. Needs a bound of what it may hold. Waits
   * for the broker.
   *
   * @param queue the stream
   * @param position from where; kept up to date by what is delivered and settled
   * @param sink gets the deliveries
   * @return the consumer's tag
   * @throws BrokerException CHANNEL if there is no such queue; LOST
   */
  public String consumeStream(String queue, StreamPosition position, DeliverySink sink)
      throws BrokerException {
    return consume(queue, false, position.consumerArguments(), position.follow(sink));
  }

  private String consume(
      String queue, boolean autoAck, Map<String, Object> arguments, DeliverySink sink)
      throws BrokerException {
    String[] tag = new String[1];
    ask(
        "consume from queue \"" + queue + "\"",
        () ->
            tag[0] =
                channel.basicConsume(
                    queue, autoAck, arguments, new SinkConsumer(queue, autoAck, sink)));
    return tag[0];
  }

  /**
   * Counts who consumes from a queue, we included. Waits for the broker.
   *
   * @param queue an existing queue
   * @return how many consumers
   * @throws BrokerException CHANNEL if there is no such queue; LOST
   */
  public long consumerCount(String queue) throws BrokerException {
    long[] count = new long[1];
    ask(
        "count the consumers of queue \"" + queue + "\"",
        () -> count[0] = channel.consumerCount(queue));
    return count[0];
  }

  /**
   * Ends a consumer: once this returns, no delivery is on its way to it. Waits for the broker.
   *
   * @param consumerTag as {@link #consume} returned it
   * @throws BrokerException CHANNEL or LOST
   */
  public void cancel(String consumerTag) throws BrokerException {
    ask("cancel a consumer", () -> channel.basicCancel(consumerTag));
  }

  /**
   * Tells whether the channel can be used.
   *
   * @return false once it or its link is closed or lost
   */
  public boolean isOpen() {
    return channel.isOpen() && link.isOpen(); // a lost link closes its channels one after the other
  }

  /**
   * The link that carries it.
   *
   * @return always the same
   */
  public BrokerLink link() {
    return link;
  }

  /**
   * Sends the acknowledgements that wait and closes the channel; unsettled deliveries go back to
   * their queues. Waits for the broker; never fails.
   */
  @Override
  public void close() {
    acknowledgements.close();
    link.close(channel);
  }

  private void ask(String what, Question question) throws BrokerException {
    link.throwIfLost();
    try {
      question.put();
    } catch (IOException | ShutdownSignalException e) {
      throw link.failure(what, e);
    }
  }

  private static String describe(Route route) {
    return route.exchange().isEmpty()
        ? "queue \"" + route.routingKey() + "\""
        : "exchange \"" + route.exchange() + "\", routing key \"" + route.routingKey() + "\"";
  }

  private interface Question {
    void put() throws IOException;
  }

  private final class SinkConsumer extends DefaultConsumer {

    private final String queue;
    private final boolean autoAck;
    private final DeliverySink sink;

    SinkConsumer(String queue, boolean autoAck, DeliverySink sink) {
      super(channel);
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
      sink.deliver(new Delivery(link, acknowledgements, envelope, properties, body));
    }

    @Override
    public void handleCancel(String consumerTag) {
      sink.cancelled(queue);
    }
  }
}
