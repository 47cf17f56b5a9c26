package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQImpl;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;

/**
 * A channel to declare and to consume on: one generation of consumers, with its tags, what is not
 * settled, and its acknowledgements. Thread-safe. One that the broker closes because of an error
 * stays closed; the link lives on. Nothing outlives it: its consumers get nothing more, what it
 * delivered cannot be settled any more, on no other channel either, and the broker has taken that
 * back.
 *
 * <p>What waits for the broker does so until the deadline. A question that is not answered by then
 * closes the channel. A name that AMQP cannot express is refused (INVALID) and harms nothing.
 */
public final class ConsumerChannel implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ConsumerChannel.class.getName());
  private static final int NO_TICKET = 0;

  /** More of them a quorum queue takes back in an order of its own: that of a map of Erlang's. */
  private static final int PORTION = 32;

  private static final Duration LONGEST_COUNT = Duration.ofSeconds(2);

  private final ClientChannel channel;
  private final Acknowledgements acknowledgements;
  private final Map<String, Sink> sinks = new ConcurrentHashMap<>(); // by tag
  private final AtomicInteger begun = new AtomicInteger(); // numbers the tags

  ConsumerChannel(ClientChannel channel) {
    this.channel = channel;
    this.acknowledgements = new Acknowledgements(channel);
    channel.receiver(new Deliveries());
  }

  /**
   * Declares an exchange. Waits for the broker.
   *
   * @param exchange name, type and flags
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL with the broker's words if it exists with others; LOST; TIMEOUT
   */
  public void declare(Exchange exchange, Deadline deadline) throws BrokerException {
    Question.declare(exchange).ask(channel, deadline);
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
    AMQP.Queue.DeclareOk found =
        (AMQP.Queue.DeclareOk) Question.declare(queue).ask(channel, deadline);
    return found.getConsumerCount() == 0 ? found.getMessageCount() : 0;
  }

  /**
   * Declares a queue that is there only once, and for this connection alone: until it is deleted,
   * the connection ends, or nobody has asked for it for so long. So it is a lock that no failure
   * leaves behind. Waits for the broker.
   *
   * @param name the queue
   * @param expiry how long it lasts at most
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if another connection has it ({@link
   *     BrokerException#isLocked}), or we may not; LOST; TIMEOUT
   */
  public void declareExclusive(String name, Duration expiry, Deadline deadline)
      throws BrokerException {
    Names.require("queue", name);
    channel.ask(
        "declare queue \"" + name + "\"",
        new AMQImpl.Queue.Declare(
            NO_TICKET,
            name,
            false,
            false,
            true,
            false,
            false,
            Map.of("x-queue-type", "classic", "x-expires", expiry.toMillis())),
        deadline);
  }

  /**
   * Checks that an exchange exists, whatever its flags. Waits for the broker.
   *
   * @param name the exchange
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if there is none; LOST; TIMEOUT
   */
  public void requireExchange(String name, Deadline deadline) throws BrokerException {
    Question.requireExchange(name).ask(channel, deadline);
  }

  /**
   * Checks that a queue exists, whatever its flags. Waits for the broker.
   *
   * @param name the queue
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if there is none; LOST; TIMEOUT
   */
  public void requireQueue(String name, Deadline deadline) throws BrokerException {
    Question.requireQueue(name).ask(channel, deadline);
  }

  /**
   * Binds a queue. Waits for the broker.
   *
   * @param binding queue, exchange and key
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if one of them is missing; LOST; TIMEOUT
   */
  public void bind(Binding binding, Deadline deadline) throws BrokerException {
    Question.bind(binding).ask(channel, deadline);
  }

  /**
   * Asks several at once, and waits for all answers: one round trip for all of them.
   *
   * @throws BrokerException what the first that failed said; none after it was done then
   */
  void askAll(List<Question> questions, Deadline deadline) throws BrokerException {
    List<ClientChannel.Answer> answers = new ArrayList<>(questions.size());
    for (Question question : questions) {
      Names.require(question.kind(), question.name());
    }
    for (Question question : questions) {
      answers.add(question.send(channel));
    }
    for (ClientChannel.Answer answer : answers) {
      channel.await(answer, deadline);
    }
  }

  /**
   * Deletes a queue; none there is fine. Waits for the broker.
   *
   * @param name the queue
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL if the broker forbids it; LOST; TIMEOUT
   */
  public void deleteQueue(String name, Deadline deadline) throws BrokerException {
    Names.require("queue", name);
    channel.ask("delete queue \"" + name + "\"", deletionOf(name), deadline);
  }

  /** Asks for a queue to be deleted, if that can be done, and waits for nobody. */
  void deleteQueueSometime(String name) throws BrokerException {
    var unused = channel.send("delete queue \"" + name + "\"", deletionOf(name));
  }

  private static AMQImpl.Queue.Delete deletionOf(String name) {
    return new AMQImpl.Queue.Delete(NO_TICKET, name, false, false, false);
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
    channel.ask("set the prefetch", new AMQImpl.Basic.Qos(0, prefetch, false), deadline);
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
  public String consume(String queue, boolean autoAck, Delivery.Sink sink, Deadline deadline)
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
      String queue, StreamPosition position, Delivery.Sink sink, Deadline deadline)
      throws BrokerException {
    return consume(queue, false, position.consumerArguments(), position.follow(sink), deadline);
  }

  private String consume(
      String queue,
      boolean autoAck,
      Map<String, Object> arguments,
      Delivery.Sink sink,
      Deadline deadline)
      throws BrokerException {
    Names.require("queue", queue);
    String tag = "rarebit." + begun.incrementAndGet(); // unique in its channel, as tags have to be
    sinks.put(tag, new Sink(queue, autoAck, sink)); // the first delivery may come before the answer
    channel.ask(
        "consume from queue \"" + queue + "\"",
        new AMQImpl.Basic.Consume(NO_TICKET, queue, tag, false, autoAck, false, false, arguments),
        deadline);
    return tag;
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
    AMQP.Queue.DeclareOk found =
        (AMQP.Queue.DeclareOk) Question.requireQueue(queue).ask(channel, deadline);
    return found.getConsumerCount();
  }

  /**
   * Counts what a queue has to deliver; what others hold unsettled is not included. Waits for the
   * broker.
   *
   * @param queue an existing queue
   * @param deadline when to give up waiting
   * @return how many messages
   * @throws BrokerException CHANNEL if there is no such queue; LOST; TIMEOUT
   */
  public long messageCount(String queue, Deadline deadline) throws BrokerException {
    AMQP.Queue.DeclareOk found =
        (AMQP.Queue.DeclareOk) Question.requireQueue(queue).ask(channel, deadline);
    return found.getMessageCount();
  }

  /**
   * Ends a consumer: once this returns, no delivery is on its way to it. Waits for the broker.
   *
   * @param consumerTag as {@link #consume} returned it
   * @param deadline when to give up waiting
   * @throws BrokerException CHANNEL, LOST or TIMEOUT
   */
  public void cancel(String consumerTag, Deadline deadline) throws BrokerException {
    channel.ask("cancel a consumer", new AMQImpl.Basic.Cancel(consumerTag, false), deadline);
    sinks.remove(consumerTag); // what was on its way has come before the answer
  }

  /**
   * Asks to be told when the channel ends, be it alone or with its link. Called on the thread that
   * ends it, often the link's reader, which must not be blocked; at once if it has ended.
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
    return channel.isUsable();
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
    channel.end();
  }

  /**
   * Closes the channel like {@link #close}, and waits until the broker has taken back what was not
   * settled. Never fails.
   *
   * @param deadline when to give up waiting
   */
  public void close(Deadline deadline) {
    acknowledgements.close();
    channel.end(deadline);
  }

  /**
   * Gives all that is not settled back to its queue, in its order, as not begun, and closes the
   * channel like {@link #close(Deadline)}: nothing can be settled any more. Waits until the queue
   * has it. A quorum queue puts it behind all that was given back before.
   *
   * @param queue where all of it came from
   * @param deadline when to give up waiting. That, or another consumer that takes what has just
   *     come back, may cost the order of what is left
   */
  public void giveAllBack(String queue, Deadline deadline) {
    acknowledgements.close();
    try {
      long there = messageCount(queue, deadline);
      boolean counts = true;
      for (int given = acknowledgements.giveBackFirst(PORTION);
          given > 0;
          given = acknowledgements.giveBackFirst(PORTION)) {
        there += given;
        counts = counts && isCounted(queue, there, deadline);
      }
    } catch (BrokerException | IOException | ShutdownSignalException e) {
      LOG.log(Level.DEBUG, "it goes back with the channel", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    channel.end(deadline);
  }

  private boolean isCounted(String queue, long messages, Deadline deadline)
      throws BrokerException, InterruptedException {
    Deadline patience = Deadline.after(LONGEST_COUNT);
    while (messageCount(queue, deadline) < messages) {
      if (patience.isPassed() || deadline.isPassed()) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(1); // the broker tells nobody
    }
    return true;
  }

  /** Something to be asked about a queue or an exchange, with its words for errors. */
  record Question(String kind, String name, String what, Method method) {

    static Question declare(Exchange exchange) {
      return new Question(
          "exchange",
          exchange.name(),
          "declare exchange \"" + exchange.name() + "\"",
          new AMQImpl.Exchange.Declare(
              NO_TICKET,
              exchange.name(),
              exchange.type(),
              false,
              exchange.durable(),
              exchange.autoDelete(),
              false,
              false,
              Map.of()));
    }

    static Question declare(Queue queue) {
      return new Question(
          "queue",
          queue.name(),
          "declare queue \"" + queue.name() + "\"",
          new AMQImpl.Queue.Declare(
              NO_TICKET,
              queue.name(),
              false,
              queue.durable(),
              false,
              queue.autoDelete(),
              false,
              queue.arguments()));
    }

    static Question requireExchange(String name) {
      return new Question(
          "exchange",
          name,
          "find exchange \"" + name + "\"",
          new AMQImpl.Exchange.Declare(
              NO_TICKET, name, "direct", true, false, false, false, false, Map.of()));
    }

    static Question requireQueue(String name) {
      return new Question(
          "queue",
          name,
          "find queue \"" + name + "\"",
          new AMQImpl.Queue.Declare(NO_TICKET, name, true, false, false, false, false, Map.of()));
    }

    static Question bind(Binding binding) {
      return new Question(
          "routing key",
          binding.routingKey(),
          "bind queue \"" + binding.queue() + "\"",
          new AMQImpl.Queue.Bind(
              NO_TICKET,
              binding.queue(),
              binding.exchange(),
              binding.routingKey(),
              false,
              Map.of()));
    }

    Method ask(ClientChannel channel, Deadline deadline) throws BrokerException {
      Names.require(kind, name);
      return channel.ask(what, method, deadline);
    }

    ClientChannel.Answer send(ClientChannel channel) throws BrokerException {
      return channel.send(what, method);
    }
  }

  private record Sink(String queue, boolean autoAck, Delivery.Sink deliveries) {}

  private final class Deliveries implements ClientChannel.Receiver {

    @Override
    public void delivered(AMQP.Basic.Deliver how, AMQP.BasicProperties properties, byte[] body) {
      Sink sink = sinks.get(how.getConsumerTag());
      if (sink == null) {
        throw new IllegalStateException("no consumer has the tag " + how.getConsumerTag());
      }
      if (!sink.autoAck) {
        acknowledgements.delivered(how.getDeliveryTag());
      }
      Envelope envelope =
          new Envelope(
              how.getDeliveryTag(), how.getRedelivered(), how.getExchange(), how.getRoutingKey());
      sink.deliveries.deliver(new Delivery(link(), acknowledgements, envelope, properties, body));
    }

    @Override
    public void cancelled(String consumerTag) {
      Sink sink = sinks.remove(consumerTag);
      if (sink == null) {
        LOG.log(Level.DEBUG, "{0}: consumer {1} had ended already", link(), consumerTag);
      } else {
        sink.deliveries.cancelled(sink.queue);
      }
    }
  }
}
