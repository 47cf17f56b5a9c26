package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Command;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.MetricsCollector;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.ChannelN;
import com.rabbitmq.client.impl.ConsumerWorkService;
import com.rabbitmq.client.observation.ObservationCollector;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Route;

/**
 * One channel: what publishers, consumers and transactions have in common. The client's own class
 * waits for each answer as long as its connection was told at the start, and keeps numbers, tags
 * and listeners that nobody can correct; here its frames and its life cycle alone are used.
 * Thread-safe. These hold at any time:
 *
 * <ul>
 *   <li>Questions are answered in the order in which they were sent; to send one and to note that
 *       it waits is one step, under the client's lock of the channel.
 *   <li>A question that was given up ends the channel. What the broker answers later finds a
 *       channel that discards it, so it is never taken for the answer to another question.
 *   <li>Closing waits for nobody. The broker's close-ok gives the channel's number back: until then
 *       no other channel has it.
 *   <li>Each listener is told of the end once, by whatever it comes, and even if another throws.
 *   <li>Nothing that the client throws gets past it, but as a BrokerException.
 * </ul>
 */
final class ClientChannel extends ChannelN {

  private static final System.Logger LOG = System.getLogger(ClientChannel.class.getName());

  /** What the broker sends unasked. Called on the reader thread: must neither block nor throw. */
  interface Receiver {

    default void delivered(AMQP.Basic.Deliver how, AMQP.BasicProperties properties, byte[] body) {}

    default void cancelled(String consumerTag) {}

    default void returned(Route route, byte[] body) {}

    default void confirmed(long number, boolean multiple, boolean isTaken) {}
  }

  private final LinkConnection connection;
  private final Queue<Answer> asked = new ArrayDeque<>(); // guarded by _channelLock
  private final List<Consumer<BrokerException>> lossListeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> closeOk = new CompletableFuture<>();
  private volatile BrokerLink link; // set before anybody else sees the channel
  private volatile Receiver receiver = new Receiver() {};
  private volatile BrokerException ended; // null while open

  ClientChannel(
      LinkConnection connection, int number, ConsumerWorkService works, MetricsCollector metrics) {
    super(connection, number, works, metrics, ObservationCollector.NO_OP);
    this.connection = connection;
  }

  /** The client's own way to open it would wait. */
  @Override
  public void open() {
    // see openOn
  }

  /** Asks the broker to open it, and waits for nobody: what is asked next comes after that. */
  Answer openOn(BrokerLink owner) throws BrokerException {
    link = owner;
    return send("open a channel", new AMQImpl.Channel.Open(""));
  }

  BrokerLink link() {
    return link;
  }

  /** To be set before anything is asked that has the broker send something. */
  void receiver(Receiver fresh) {
    receiver = fresh;
  }

  /** A lost link ends its channels one after the other. */
  boolean isUsable() {
    return isOpen() && link.isOpen();
  }

  /** Told on the thread that ends it, often the reader's; at once if it has ended. */
  void onLoss(Consumer<BrokerException> listener) {
    lossListeners.add(listener);
    BrokerException reason = ended;
    if (reason != null && lossListeners.remove(listener)) {
      tell(listener, reason);
    }
  }

  /**
   * Asks and waits.
   *
   * @throws BrokerException CHANNEL with the broker's words, LOST, TIMEOUT, INTERRUPTED: the
   *     channel has ended then
   */
  Method ask(String what, Method question, Deadline deadline) throws BrokerException {
    return await(send(what, question), deadline);
  }

  /** Asks and does not wait. */
  Answer send(String what, Method question) throws BrokerException {
    Answer answer = new Answer(what);
    attempt(
        what,
        () -> {
          _channelLock.lock();
          try {
            ensureIsOpen();
            asked.add(answer);
            link.asked();
            transmit(question);
          } finally {
            _channelLock.unlock();
          }
        });
    return answer;
  }

  Method await(Answer answer, Deadline deadline) throws BrokerException {
    ThreadRole.mayWait(answer.what);
    try {
      return answer.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      BrokerException late =
          new BrokerException(
              Kind.TIMEOUT,
              link.address() + " did not " + answer.what + " in time" + link.blockedNote() + ".",
              e);
      abandon(late);
      throw late;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      BrokerException interrupted =
          new BrokerException(
              Kind.INTERRUPTED,
              "The thread was interrupted before " + link.address() + " could " + answer.what + ".",
              e);
      abandon(interrupted);
      throw interrupted;
    } catch (ExecutionException e) {
      throw ((BrokerException) e.getCause()).forAnother();
    }
  }

  /** Sends a message; what is written may stay here until the link is flushed. */
  void publish(AMQP.Basic.Publish how, AMQP.BasicProperties properties, byte[] body)
      throws BrokerException {
    attempt(
        "take a message",
        () ->
            link.writer()
                .hold(
                    () ->
                        transmit(
                            new AMQCommand(
                                (AMQImpl.Basic.Publish) how, properties, ByteBuffer.wrap(body)))));
  }

  /** Does something with the client. If it fails at it, the channel has ended. */
  void attempt(String what, Attempt attempt) throws BrokerException {
    link.throwIfLost();
    try {
      attempt.make();
    } catch (IOException | ShutdownSignalException e) {
      BrokerException failure = ended == null ? link.failure(what, e) : failureOf(what, e);
      abandon(failure);
      throw failure;
    } catch (RuntimeException e) { // the client refuses it, perhaps after the half of it
      BrokerException failure =
          new BrokerException(
              Kind.CHANNEL, link.address() + " could not be asked to " + what + ": " + e, e);
      abandon(failure);
      throw failure;
    }
  }

  private BrokerException failureOf(String what, Exception e) {
    BrokerException reason = ended;
    return reason.kind() == Kind.LOST
        ? reason.forAnother()
        : new BrokerException(
            reason.kind(), link.address() + " did not " + what + ": " + BrokerLink.reasonOf(e), e);
  }

  interface Attempt {
    void make() throws IOException;
  }

  /** Closes it without waiting. Twice is harmless. */
  void end() {
    abandon(new BrokerException(Kind.CLOSED, "The channel to " + link.address() + " was closed."));
  }

  /** Closes it and waits until the broker has done so, too. */
  void end(Deadline deadline) {
    end();
    try {
      closeOk.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(Level.DEBUG, "{0} was left to be closed", this);
    }
  }

  /** Closes it without waiting, for a reason that its listeners learn. */
  void abandon(BrokerException reason) {
    AMQP.Channel.Close goodbye = new AMQImpl.Channel.Close(AMQP.REPLY_SUCCESS, "Goodbye", 0, 0);
    _channelLock.lock();
    try {
      if (!isOpen()) {
        return;
      }
      ended = reason;
      processShutdownSignal(new ShutdownSignalException(false, true, goodbye, this), true, false);
      quiescingTransmit((AMQImpl.Channel.Close) goodbye);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "its link is lost, and the channel with it", e);
    } finally {
      _channelLock.unlock();
    }
    notifyListeners();
  }

  @Override
  public boolean processAsync(Command command) throws IOException {
    Method method = command.getMethod();
    if (method instanceof AMQP.Channel.CloseOk) {
      if (!isOpen()) {
        connection.disconnectChannel(this); // its number is free
        link.answered();
        closeOk.complete(null);
      } // else it is for the last channel of this number
      return true;
    }
    if (method instanceof AMQP.Channel.Close) {
      link.answered(); // to whatever was asked
    }
    if (method instanceof AMQP.Channel.Close
        || method instanceof AMQP.Channel.Flow
        || !isOpen()) { // all that comes is discarded
      return super.processAsync(command);
    }
    try {
      process(method, command);
    } catch (RuntimeException | Error e) { // better a lost channel than a lost message
      LOG.log(Level.ERROR, "what came from " + link + " was not handled; its channel is closed", e);
      abandon(
          new BrokerException(
              Kind.CHANNEL, "What came from " + link.address() + " was not handled: " + e, e));
    }
    return true;
  }

  private void process(Method method, Command command) {
    if (method instanceof AMQP.Basic.Deliver how) {
      receiver.delivered(
          how, (AMQP.BasicProperties) command.getContentHeader(), command.getContentBody());
    } else if (method instanceof AMQP.Basic.Ack ack) {
      receiver.confirmed(ack.getDeliveryTag(), ack.getMultiple(), true);
    } else if (method instanceof AMQP.Basic.Nack nack) {
      receiver.confirmed(nack.getDeliveryTag(), nack.getMultiple(), false);
    } else if (method instanceof AMQP.Basic.Return back) {
      receiver.returned(
          new Route(back.getExchange(), back.getRoutingKey()), command.getContentBody());
    } else if (method instanceof AMQP.Basic.Cancel cancel) {
      receiver.cancelled(cancel.getConsumerTag());
    } else {
      answered(method);
    }
  }

  private void answered(Method method) {
    Answer answer;
    _channelLock.lock();
    try {
      answer = asked.poll();
    } finally {
      _channelLock.unlock();
    }
    if (answer == null) {
      throw new IllegalStateException("nobody asked for " + method.protocolMethodName());
    }
    link.answered();
    answer.complete(method);
  }

  /** Comes first, whatever ends the channel; the listeners are told thereafter. */
  @Override
  public void processShutdownSignal(
      ShutdownSignalException signal, boolean ignoreClosed, boolean notifyRpc) {
    List<Answer> unanswered;
    _channelLock.lock();
    try {
      super.processShutdownSignal(signal, ignoreClosed, notifyRpc);
      if (ended == null) {
        ended = lossOf(signal);
      }
      unanswered = new ArrayList<>(asked);
      asked.clear();
    } finally {
      _channelLock.unlock();
    }
    for (Answer answer : unanswered) {
      answer.completeExceptionally(unanswered(answer.what));
    }
  }

  private BrokerException unanswered(String what) {
    BrokerException reason = ended;
    return reason.kind() == Kind.LOST
        ? reason
        : new BrokerException(
            reason.kind(),
            link.address() + " did not " + what + ": " + BrokerLink.reasonOf(reason),
            reason);
  }

  private BrokerException lossOf(ShutdownSignalException signal) {
    if (link == null || signal.isHardError()) {
      return new BrokerException(
          Kind.LOST,
          LogText.sentence(
              "The connection to "
                  + (link == null ? "the broker" : link.address())
                  + " was lost: "
                  + BrokerLink.reasonOf(signal)),
          signal);
    }
    return new BrokerException(
        Kind.CHANNEL, link.address() + " closed the channel: " + CloseReason.text(signal), signal);
  }

  /** The client calls it after each kind of end, without its lock. */
  @Override
  public void notifyListeners() {
    super.notifyListeners();
    BrokerException reason = ended;
    if (reason == null) {
      return;
    }
    if (reason.kind() == Kind.LOST || reason.kind() == Kind.CHANNEL) {
      closeOk.complete(null); // the broker has closed it, or nobody will answer
    }
    for (Consumer<BrokerException> listener : List.copyOf(lossListeners)) {
      if (lossListeners.remove(listener)) { // else a late onLoss has told it
        tell(listener, reason);
      }
    }
  }

  private static void tell(Consumer<BrokerException> listener, BrokerException reason) {
    try {
      listener.accept(reason);
    } catch (RuntimeException | Error e) { // the others are told all the same
      LOG.log(Level.ERROR, "a listener failed that was told of a channel's end", e);
    }
  }

  /** What the broker says to a question. */
  static final class Answer extends CompletableFuture<Method> {

    private final String what;

    Answer(String what) {
      this.what = what;
    }
  }
}
