package org.rarebit.ra.broker;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Route;

/**
 * One socket to a broker, with many channels. Thread-safe. It never reconnects: once lost it stays
 * lost, tells its listeners once, and is replaced by whoever owns it.
 */
public final class BrokerLink implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BrokerLink.class.getName());

  /** A broker that is well says goodbye within milliseconds. */
  static final Duration GOODBYE = Duration.ofSeconds(2);

  /** A broker that lets a question wait so long answers the next one no sooner. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private static final int MOST_CHANNELS = 65_535; // as AMQP numbers them

  /** One alone may be for a queue that is full. */
  private static final int CHANNELS_THAT_REFUSE = 2;

  private final String name;
  private final String address;
  private final String virtualHost;
  private final Connection connection;
  private final LinkWriter writer;
  private final int operationTimeoutMillis;
  private final Compression compression;
  private final BlockedState blocked = new BlockedState();
  private final List<Consumer<BrokerException>> lossListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Deadline>> closingListeners = new CopyOnWriteArrayList<>();
  private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();
  private final AtomicInteger channels = new AtomicInteger();
  private final AtomicInteger refusing = new AtomicInteger(); // since something was taken
  private volatile BrokerException lost; // null while open
  private volatile boolean isFull; // a channel was refused
  private volatile long askedAt; // nanoTime of the first question since the last answer; 0: none

  BrokerLink(
      String name,
      String address,
      Connection connection,
      LinkWriter writer,
      BrokerSettings settings) {
    this.name = name;
    this.address = address;
    this.virtualHost = settings.virtualHost();
    this.connection = connection;
    this.writer = writer;
    this.operationTimeoutMillis = settings.connectTimeoutMillis();
    this.compression = settings.compression();
    writer.excuseWhile(blocked::isBlocked);
    connection.addBlockedListener(blocked);
    connection.addShutdownListener(this::onShutdown); // called at once if it is down already
  }

  /**
   * Connects and logs in to the first host that answers, beginning with a random one; those that
   * did not answer within the last seconds come last. Blocks for at most the connect timeout for
   * each host, which TCP, TLS and the login share, and not beyond the deadline, of which each host
   * that is left has an equal share.
   *
   * @param settings where and who
   * @param name begins what the broker shows as the connection's name, and is what our threads
   *     carry
   * @param deadline when to give up
   * @return an open link
   * @throws BrokerException UNREACHABLE if no host answered, REFUSED if one refused us, LIMIT if
   *     one takes no more connections, TIMEOUT if the deadline came first
   */
  public static BrokerLink open(BrokerSettings settings, String name, Deadline deadline)
      throws BrokerException {
    return new LinkConnector(settings, name).open(deadline);
  }

  /**
   * Opens a channel to publish through. Waits for the broker.
   *
   * @param deadline when to give up
   * @return a channel of the caller's, who closes it
   * @throws BrokerException LOST if the link is lost, LIMIT if no more channels are allowed,
   *     TIMEOUT
   */
  public Publisher openPublisher(Deadline deadline) throws BrokerException {
    return new Publisher(open(deadline), compression);
  }

  /**
   * Opens a channel to declare and to consume on. Waits for the broker.
   *
   * @param deadline when to give up
   * @return a channel of the caller's, who closes it
   * @throws BrokerException LOST if the link is lost, LIMIT if no more channels are allowed,
   *     TIMEOUT
   */
  public ConsumerChannel openConsumer(Deadline deadline) throws BrokerException {
    return new ConsumerChannel(open(deadline));
  }

  /**
   * Opens a channel in transaction mode. Waits for the broker.
   *
   * @param deadline when to give up
   * @return a channel of the caller's, who closes it
   * @throws BrokerException LOST, LIMIT if no more channels are allowed, TIMEOUT
   */
  public TransactedChannel openTransacted(Deadline deadline) throws BrokerException {
    return TransactedChannel.on(open(deadline), compression, deadline);
  }

  private ClientChannel open(Deadline deadline) throws BrokerException {
    ClientChannel channel = newChannel();
    channel.await(channel.openOn(this), deadline);
    return channel;
  }

  /** A channel that the broker does not know of yet. */
  private ClientChannel newChannel() throws BrokerException {
    throwIfLost();
    ClientChannel channel;
    try {
      channel = (ClientChannel) connection.createChannel();
    } catch (IOException | RuntimeException e) {
      throw failure("open a channel", e);
    }
    if (channel == null) {
      isFull = true;
      throw new BrokerException(
          Kind.LIMIT,
          address
              + " allows no more than "
              + connection.getChannelMax()
              + " channels on a connection (channel_max).");
    }
    channels.incrementAndGet();
    channel.onLoss(reason -> channels.decrementAndGet());
    return channel;
  }

  /** A channel was given up because the broker refused all that came through it. */
  void channelRefused() {
    refusing.incrementAndGet();
  }

  /** The broker has taken a message. */
  void hasTaken() {
    if (refusing.get() != 0) {
      refusing.set(0);
    }
  }

  /**
   * Tells whether the broker takes nothing on this link, whatever channel it comes through, as
   * RabbitMQ may after a failover: another link may fare better.
   *
   * @return false again once something is taken
   */
  public boolean refusesAll() {
    return refusing.get() >= CHANNELS_THAT_REFUSE;
  }

  /** How many channels the broker allows on it. */
  int channelMax() {
    int most = connection.getChannelMax();
    return most == 0 ? MOST_CHANNELS : most;
  }

  /** Whether a further channel was refused, and there has been no room since. */
  boolean isFull() {
    return isFull && channelCount() >= channelMax() - 1;
  }

  /** How large a frame may be; 0 for any size. */
  int frameMax() {
    return connection.getFrameMax();
  }

  /**
   * Makes sure, after a question was not answered in time, that the broker answers others: then it
   * is about what was asked. Waits for the broker.
   *
   * @param deadline when to give up
   * @throws BrokerException TIMEOUT if it does not; LOST, LIMIT, INTERRUPTED
   */
  public void requireAnswer(Deadline deadline) throws BrokerException {
    openConsumer(deadline).close();
  }

  /**
   * For what nobody waits for: as long as the link waits for any answer (connectTimeoutMillis).
   *
   * @return a deadline from now
   */
  public Deadline patience() {
    return Deadline.after(Duration.ofMillis(operationTimeoutMillis));
  }

  /** A question is sent. */
  void asked() {
    if (askedAt == 0) {
      long now = System.nanoTime();
      askedAt = now == 0 ? 1 : now;
    }
  }

  /** A question is answered, also one that nobody waits for any more. */
  void answered() {
    if (askedAt != 0) {
      askedAt = 0;
    }
  }

  /**
   * Tells whether nothing that is asked now will be answered, as far as the link knows: the broker
   * has said that it reads nothing, or has left a question unanswered for five seconds. So what can
   * be left undone is: of all who have to wait for a dead broker, the first one does.
   *
   * @return false again with the next answer
   */
  public boolean isSilent() {
    long since = askedAt;
    return blocked.isBlocked() || (since != 0 && System.nanoTime() - since > SILENCE.toNanos());
  }

  /**
   * For what is to be ended in good order, but can be left to the broker to find out: no longer
   * than the link waits for any answer, and not at all while it {@linkplain #isSilent is silent}.
   *
   * @param deadline of who ends it
   * @return this or an earlier one
   */
  public Deadline goodbye(Deadline deadline) {
    return isSilent() ? Deadline.after(Duration.ZERO) : deadline.earlier(patience());
  }

  /**
   * What belongs to this link and is made at most once for it, such as its reply queue.
   *
   * @param <T> its type
   * @param type its type
   * @param maker makes it; must not block
   * @return the same for the life of the link
   */
  public <T> T attachment(Class<T> type, Supplier<T> maker) {
    return type.cast(attachments.computeIfAbsent(type, any -> maker.get()));
  }

  /**
   * Asks to be told of the link's end, whoever causes it. Called once, on a thread of the client
   * that must not be blocked; at once if the link is lost already.
   *
   * @param listener gets the reason: LOST, or CLOSED if we closed it
   */
  public void onLoss(Consumer<BrokerException> listener) {
    lossListeners.add(listener);
    BrokerException reason = lost;
    if (reason != null && lossListeners.remove(listener)) {
      tell(listener, reason);
    }
  }

  /** Whatever it throws, the others are told, too. */
  private void tell(Consumer<BrokerException> listener, BrokerException reason) {
    try {
      listener.accept(reason);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, this + ": one who was told of its loss failed", e);
    }
  }

  /**
   * Tells whether the link can be used.
   *
   * @return false once it is lost or closed
   */
  public boolean isOpen() {
    return lost == null && connection.isOpen();
  }

  /**
   * Makes sure of room for a message: waits while the broker has blocked this link because it runs
   * out of memory or disk (connection.blocked), and while what waits for the socket is too much.
   * Usually returns at once.
   *
   * @param size of the message in bytes, roughly
   * @param deadline when to give up
   * @return to be released when the message is with the client, or does not come
   * @throws BrokerException TIMEOUT with the reason if there is none by the deadline, LOST if the
   *     link is lost meanwhile, INTERRUPTED
   */
  LinkWriter.Room room(int size, Deadline deadline) throws BrokerException {
    if (blocked.isBlocked()) {
      awaitUnblocked(deadline);
    }
    try {
      LinkWriter.Room room = writer.room(size, deadline);
      if (room == null) {
        throw new BrokerException(
            Kind.TIMEOUT, address + " takes nothing for now" + trouble() + ": nothing was sent.");
      }
      return room;
    } catch (IOException e) {
      throw failure("take a message", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(
          Kind.INTERRUPTED,
          "The thread was interrupted before a message could be sent to " + address + ".",
          e);
    }
  }

  private void awaitUnblocked(Deadline deadline) throws BrokerException {
    String reason = blocked.await(deadline);
    throwIfLost();
    if (reason != null && Thread.currentThread().isInterrupted()) {
      throw new BrokerException(
          Kind.INTERRUPTED,
          "The thread was interrupted while "
              + address
              + " accepted no messages (connection.blocked: "
              + reason
              + "): nothing was sent.");
    }
    if (reason != null) {
      throw new BrokerException(
          Kind.TIMEOUT,
          address + " accepts no messages for now (connection.blocked: " + reason + ").");
    }
  }

  /**
   * Has a listener told when the broker accepts messages again, or the link ends: once, on the
   * reader thread, so it only enqueues; at once, on this thread, if messages are accepted.
   *
   * @param listener short
   */
  public void onUnblocked(Runnable listener) {
    blocked.onUnblocked(listener);
  }

  /**
   * Why the broker answers nothing for now, as far as the link knows: for the texts of those who
   * give up waiting.
   *
   * @return for example {@code " (connection.blocked: low on memory)"}; usually empty
   */
  public String trouble() {
    String reason = blocked.reason();
    if (reason != null) {
      return " (connection.blocked: " + reason + ")";
    }
    if (writer.isStalled()) {
      return " (it has read nothing for "
          + writer.stalledFor().toMillis() / 1000.0
          + " s, and "
          + writer.load()
          + " bytes wait to be sent)";
    }
    return "";
  }

  /** Queues and sends what its channels write. */
  LinkWriter writer() {
    return writer;
  }

  /**
   * Sends what was published with {@link Publisher#publishHeld}, by whatever thread. Never waits
   * for the socket, and never fails: a lost link tells its listeners.
   */
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "what was to be flushed is lost with its link", e);
    }
  }

  /**
   * A thread is being woken that is likely to publish here at once. Those that publish before it
   * leave it to it to send what they publish, so it must call {@link #publisherCame} in every case.
   */
  public void expectPublisher() {
    writer.expectPublisher();
  }

  /** A thread that was expected runs, whether it publishes or not. */
  public void publisherCame() {
    writer.publisherCame();
  }

  /**
   * Tells whether the broker reads nothing from this link for now, and so answers nothing.
   *
   * @return false usually
   */
  public boolean isBlocked() {
    return blocked.isBlocked();
  }

  /** Why the broker takes no messages; null if it does. */
  String blockedReason() {
    return blocked.reason();
  }

  /** What to say of a wait that was in vain. */
  String blockedNote() {
    String reason = blocked.reason();
    if (reason != null) {
      return " (it reads nothing for now: connection.blocked: " + reason + ")";
    }
    return writer.isStalled()
        ? " (it has read nothing for " + writer.stalledFor().toMillis() / 1000.0 + " s)"
        : "";
  }

  /** Channels that are open. */
  int channelCount() {
    return channels.get();
  }

  /** The calls that wait for replies here. */
  WaitingCalls waiting() {
    return attachments.values().stream()
        .filter(WaitingCalls.Source.class::isInstance)
        .map(source -> ((WaitingCalls.Source) source).waiting())
        .findAny()
        .orElse(WaitingCalls.NONE);
  }

  /** Why it is not open; null while it is. */
  BrokerException loss() {
    return lost;
  }

  /**
   * Which broker this is.
   *
   * @return {@code host:port}
   */
  public String address() {
    return address;
  }

  /**
   * The broker's product and version, as it introduced itself.
   *
   * @param property {@code product} or {@code version}
   * @return its text, or "unknown"
   */
  public String serverProperty(String property) {
    Object value = connection.getServerProperties().get(property);
    return value == null ? "unknown" : value.toString();
  }

  /**
   * Asks to be called before we close the link, while it is open: to do what is left to be done on
   * the broker, such as deleting a queue. Not called if the link is lost. Late comers are not
   * called.
   *
   * @param listener gets the deadline of the closing; may wait for the broker until then
   */
  public void onClosing(Consumer<Deadline> listener) {
    closingListeners.add(listener);
  }

  /**
   * Closes the socket and all channels. Waits for those who asked to be told and for the broker's
   * goodbye, at most for the connect timeout, and no longer than two seconds. Never fails; twice is
   * harmless.
   */
  @Override
  public void close() {
    close(patience().earlier(Deadline.after(GOODBYE)));
  }

  /**
   * Closes the socket and all channels, having told those who asked for it. Waits for them and for
   * the broker's goodbye, but not if the broker is known to answer nothing: then there is none.
   * Never fails; twice is harmless.
   *
   * @param deadline when to give up waiting
   */
  public void close(Deadline deadline) {
    if (lost == null && isAnswering()) {
      Deadline until = goodbye(deadline);
      for (Consumer<Deadline> listener : closingListeners) {
        try {
          listener.accept(until);
        } catch (RuntimeException | Error e) {
          LOG.log(Level.WARNING, this + ": something was left undone before the link closes", e);
        }
      }
    }
    // asked first: a link that is lost is not blocked
    int patience = patienceForGoodbye(goodbye(deadline));
    lose(closed());
    connection.abort(patience);
  }

  private BrokerException closed() {
    return new BrokerException(Kind.CLOSED, "The link " + name + " to " + address + " was closed.");
  }

  /**
   * Ends the socket at once, without a goodbye: whoever waits for the broker, also who closes it at
   * this moment, waits no longer. Never waits, never fails; twice is harmless.
   */
  void abort() {
    lose(closed());
    writer.end(new IOException("the connection is closed"));
  }

  /** In milliseconds, at least one: 0 would be for ever. */
  private int patienceForGoodbye(Deadline deadline) {
    if (ThreadRole.current() != null) {
      return 1; // who reads the answer cannot wait for it
    }
    try {
      if (blocked.isBlocked() || !writer.awaitSent(deadline)) {
        return 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
    return (int) Math.min(Integer.MAX_VALUE, PlainStream.millis(deadline));
  }

  private boolean isAnswering() {
    return !isSilent() && !writer.isStalled();
  }

  void throwIfLost() throws BrokerException {
    BrokerException reason = lost;
    if (reason != null) {
      throw reason.forAnother();
    }
  }

  /**
   * What an exception of the client means: the link's loss if there is one, else the channel's end.
   */
  BrokerException failure(String what, Exception e) {
    BrokerException reason = lost;
    if (reason != null) {
      return reason.forAnother();
    }
    if (!connection.isOpen() || writer.ended() != null) {
      return new BrokerException(
          Kind.LOST, "The connection to " + address + " was lost: " + reasonOf(e), e);
    }
    return new BrokerException(Kind.CHANNEL, address + " did not " + what + ": " + reasonOf(e), e);
  }

  /**
   * Why a mandatory message came back. Where nobody serves, the exchange is as often wrong as the
   * topic, and says nothing of itself.
   *
   * @param route where it should have gone
   * @return of the kind UNROUTABLE
   */
  public BrokerException noRoute(Route route) {
    return new BrokerException(
        Kind.UNROUTABLE,
        "no queue takes what comes to exchange \"%s\" of virtual host \"%s\" with routing key"
            .concat(" \"%s\" (312 NO_ROUTE)")
            .formatted(LogText.of(route.exchange()), virtualHost, LogText.of(route.routingKey())));
  }

  @Override
  public String toString() {
    return name + " to " + address;
  }

  private void onShutdown(ShutdownSignalException signal) {
    lose(
        new BrokerException(
            Kind.LOST,
            LogText.sentence("The connection to " + address + " was lost: " + reasonOf(signal)),
            signal));
  }

  private void lose(BrokerException reason) {
    synchronized (this) {
      if (lost != null) {
        return;
      }
      lost = reason;
    }
    blocked.unblock();
    for (Consumer<BrokerException> listener : List.copyOf(lossListeners)) {
      if (lossListeners.remove(listener)) { // else a late onLoss has told it
        tell(listener, reason);
      }
    }
  }

  /**
   * The broker's own words where there are some: they sit in the cause of what the client throws.
   */
  static String reasonOf(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ShutdownSignalException signal && signal.getReason() != null) {
        return CloseReason.text(signal);
      }
    }
    Throwable root = e;
    while (root.getCause() != null && saysNothing(root)) {
      root = root.getCause();
    }
    String text = root.getMessage();
    return text == null ? root.getClass().getSimpleName() : text;
  }

  /** The client's "connection error" hides what happened. */
  private static boolean saysNothing(Throwable e) {
    return e.getMessage() == null
        || e instanceof ShutdownSignalException
        || e instanceof PossibleAuthenticationFailureException;
  }

  /**
   * Calls that wait for replies on a link.
   *
   * @param count how many
   * @param oldest how long the oldest waits; zero if there is none
   */
  public record WaitingCalls(int count, Duration oldest) {

    /** No call waits. */
    public static final WaitingCalls NONE = new WaitingCalls(0, Duration.ZERO);

    /** Implemented by an attachment of a link that has such calls. */
    public interface Source {

      /**
       * Looks at the calls of this moment.
       *
       * @return never null
       */
      WaitingCalls waiting();
    }
  }
}
