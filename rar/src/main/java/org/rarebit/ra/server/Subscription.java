package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.broker.OwnQueue;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;

/**
 * What a server consumes, as it is wanted and as it is: declares, binds and consumes on each link
 * anew, when something is missing, and when what is wanted changes. Thread-safe.
 *
 * <p>What holds whenever nobody is in {@link #reconcile}, which one thread is at a time:
 *
 * <ul>
 *   <li>Each queue that is wanted is consumed from once, with the credit that is wanted, or is
 *       known to be missing; and then the keeper has been asked to attach once more.
 *   <li>What consumes is open: a consumer whose channel has ended, or that the broker has
 *       cancelled, is none. Ends are looked at, not only heard of; so none can be missed.
 *   <li>Each queue is begun by itself: one that cannot be had keeps no other from being served. All
 *       share a channel, but for those whose consumer the broker has refused: these have one of
 *       their own, since a refusal closes the channel.
 *   <li>A queue of ours alone that cannot be had is replaced by one of another name; the old one is
 *       deleted when it can be.
 *   <li>Once it is stopped nothing consumes.
 * </ul>
 *
 * <p>Nobody waits past a deadline of his own, also not for whoever is in it and waits for a broker
 * that answers nothing: who could not come in in time leaves what he wanted to the keeper, or, to
 * close it, to whoever is in it. Who ends something waits for the broker no longer than the link
 * itself would ({@link BrokerLink#goodbye}), and for one that is known to be silent not at all: of
 * many who go one after the other, the first one waits.
 */
final class Subscription {

  private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

  /** Longer than a broker takes to send the first message of a stream. */
  private static final Duration STREAM_PATIENCE = Duration.ofSeconds(5);

  /** What is to be consumed at this moment. */
  interface Demand {

    /** The queues; empty if nothing is to be consumed. */
    List<Wanted> queues();

    /** How many deliveries each consumer may hold. */
    int credit();
  }

  /**
   * A queue that is to be there, to be bound, and to be consumed from. Immutable.
   *
   * @param name tells it from others of its server, and stays when the queue gets another name
   * @param queue the queue; null for one of our own, which has a name that is found on the broker
   * @param own names it for an id; null unless it is our own
   * @param exchanges what it is bound to, to be declared first
   * @param bindings of the queue; made from its id where it is our own
   * @param position where it is read if it is a stream; null for a queue proper
   * @param sink gets its deliveries
   */
  record Wanted(
      String name,
      Queue queue,
      Own own,
      List<Exchange> exchanges,
      Set<Binding> bindings,
      StreamPosition position,
      Delivery.Sink sink) {

    /** A queue of ours alone. */
    interface Own {

      /** The queue with an id. */
      Queue named(String id);

      /** Its binding. */
      Binding binding(String id);
    }
  }

  /** One queue that is consumed from. Guarded by reconciling, but for what says otherwise. */
  private static final class Consumed {

    private final Wanted wanted;
    private final ConsumerChannel channel;
    private final String queue;
    private final int credit;
    private Set<Binding> bindings = Set.of();
    private String tag; // null until it is consumed from
    private volatile boolean cancelled; // by the broker

    Consumed(Wanted wanted, ConsumerChannel channel, String queue, int credit) {
      this.wanted = wanted;
      this.channel = channel;
      this.queue = queue;
      this.credit = credit;
    }

    boolean isAlive(BrokerLink link) {
      return !cancelled && channel.isOpen() && channel.link() == link;
    }
  }

  private final String subject;
  private final AdapterServices services;
  private final Duration acknowledgementDelay;
  private final Demand demand;
  private final Runnable attachAgain;

  /** Held while the broker is asked to begin or end consumers; never by the reader thread. */
  private final ReentrantLock reconciling = new ReentrantLock();

  private final Map<String, Consumed> consumed =
      new LinkedHashMap<>(); // guarded by reconciling; by the name of what is wanted
  private final Map<String, OwnQueue> owned = new LinkedHashMap<>(); // guarded by reconciling

  /** Guarded by reconciling; by the name of what is wanted; null until it is opened. */
  private final Map<String, ConsumerChannel> apart = new LinkedHashMap<>();

  private final Set<String> declared = new LinkedHashSet<>(); // guarded by reconciling; our own
  private ConsumerChannel shared; // guarded by reconciling; null before the first link
  private volatile BrokerLink current; // written under reconciling; null before the first link
  private volatile boolean isWhole; // written under reconciling; all that is wanted is consumed
  private volatile boolean renewal; // wanted: each consumer is to be another one
  private volatile boolean stopped;
  private volatile boolean closed; // to be, by who has the lock, and before anybody asks for it

  /**
   * Nothing is consumed yet.
   *
   * @param subject begins log lines
   * @param acknowledgementDelay see {@link ConsumerChannel#gatherAcknowledgements}
   * @param demand asked whenever consumers are begun or changed
   * @param attachAgain has {@link #attach} called once more, soon
   */
  Subscription(
      String subject,
      AdapterServices services,
      Duration acknowledgementDelay,
      Demand demand,
      Runnable attachAgain) {
    this.subject = subject;
    this.services = services;
    this.acknowledgementDelay = acknowledgementDelay;
    this.demand = demand;
    this.attachAgain = attachAgain;
  }

  /** Whether all that is wanted is consumed. */
  boolean isWhole() {
    BrokerLink link = current;
    return isWhole && link != null && link.isOpen();
  }

  /** False if somebody else still is in it at the deadline. */
  private boolean enter(Deadline deadline) {
    try {
      return reconciling.tryLock() // first: also a thread that is interrupted ends what is free
          || reconciling.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void enterOrFail(Deadline deadline) throws BrokerException {
    if (!enter(deadline)) {
      throw new BrokerException(
          Kind.TIMEOUT, "What is consumed is being changed, which did not end in time.");
    }
  }

  private void leave() {
    reconciling.unlock();
    if (closed && reconciling.tryLock()) { // who was to close it could not wait any longer
      try {
        release(Deadline.after(Duration.ZERO));
      } finally {
        reconciling.unlock();
      }
    }
  }

  /**
   * Whether it has had a link. If not, what is wanted by now is what the first one begins with: the
   * link is known before the demand is asked for.
   */
  boolean hasBegun() {
    return current != null;
  }

  /** Begins what is missing on a link. Waits for the broker. */
  void attach(BrokerLink link, Deadline deadline) throws BrokerException {
    enterOrFail(deadline);
    try {
      if (stopped) {
        return;
      }
      if (current != link) { // the last one's consumers are gone with it
        consumed.clear();
        apart.values().forEach(Subscription::close);
        apart.clear();
        close(shared);
        shared = null;
        current = link;
        isWhole = false;
      }
      reconcile(deadline);
      LOG.log(Level.INFO, "{0}: active", subject);
    } finally {
      leave();
    }
  }

  /**
   * Looks whether exchanges, bindings and consumers are what they should be; what can be mended
   * without anybody noticing is. Waits for the broker.
   *
   * @throws BrokerException if something is missing
   */
  void check(BrokerLink link, Deadline deadline) throws BrokerException {
    enterOrFail(deadline);
    try {
      if (stopped || current != link) {
        return;
      }
      for (Consumed one : consumed.values()) {
        if (!one.isAlive(link)) {
          isWhole = false;
          throw new BrokerException(
              Kind.CHANNEL, "Queue " + one.queue + " is not consumed from any more.");
        }
      }
      if (!isWhole) {
        throw new BrokerException(Kind.CHANNEL, "Not everything is consumed that should be.");
      }
      bindAgain(link, deadline);
    } finally {
      leave();
    }
  }

  /** What exists stays as it is; what somebody deleted is there again. */
  private void bindAgain(BrokerLink link, Deadline deadline) throws BrokerException {
    Set<Exchange> exchanges = new LinkedHashSet<>();
    List<Binding> bindings = new ArrayList<>();
    for (Consumed one : consumed.values()) {
      exchanges.addAll(one.wanted.exchanges());
      bindings.addAll(one.bindings);
    }
    Declarations.ensureAll(link, List.copyOf(exchanges), List.of(), bindings, deadline);
  }

  /**
   * Consumes what is wanted now, and nothing else. Waits for the broker, but for one that is silent
   * not at all: the keeper sees to it later.
   */
  void adjust(Deadline deadline) {
    change(deadline);
  }

  /** The same, as long as the link waits for any answer. */
  void adjust() {
    change(null);
  }

  /** The same with fresh consumers: what the last ones have delivered counts no more. */
  void renew() {
    renewal = true;
    change(null);
  }

  /**
   * Changes what is consumed.
   *
   * @param limit of who wants it; null if he has none
   */
  private void change(Deadline limit) {
    BrokerLink link = current;
    if (stopped || link == null || !link.isOpen()) {
      return; // the next link begins with it
    }
    Deadline patience = link.patience();
    Deadline deadline = limit == null ? patience : limit.earlier(patience);
    if (link.isSilent() || !enter(deadline)) {
      attachAgain.run();
      return;
    }
    try {
      if (stopped || !current.isOpen()) {
        return;
      }
      reconcile(deadline);
    } catch (BrokerException e) {
      LOG.log(Level.WARNING, "{0}: {1} Trying again.", subject, LogText.sentence(e.getMessage()));
      attachAgain.run();
    } finally {
      leave();
    }
  }

  /** Makes it what is wanted; what fails is told when all has been tried. */
  private void reconcile(Deadline deadline) throws BrokerException {
    try {
      beginAndEnd(deadline);
      isWhole = true;
    } catch (BrokerException | RuntimeException | Error e) {
      isWhole = false;
      throw e;
    }
  }

  private void beginAndEnd(Deadline deadline) throws BrokerException {
    declared.clear();
    Map<String, Wanted> wanted = new LinkedHashMap<>();
    demand.queues().forEach(one -> wanted.put(one.name(), one));
    int credit = demand.credit();
    BrokerException failure = null;
    boolean afresh = renewal;
    renewal = false;
    for (Consumed one : List.copyOf(consumed.values())) {
      Wanted now = wanted.get(one.wanted.name());
      if (now == null || afresh || one.credit != credit || !one.isAlive(current)) {
        end(one, deadline);
      }
    }
    boolean prepared = prepare(wanted.values(), deadline);
    for (Wanted one : wanted.values()) {
      try {
        if (consumed.containsKey(one.name())) {
          bindNew(one, deadline);
        } else {
          if (!prepared) {
            prepare(one, deadline);
          }
          begin(one, credit, deadline);
        }
      } catch (BrokerException e) {
        if (isOfAll(e)) {
          throw e;
        }
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    for (Consumed one : consumed.values()) { // the refusal of another one took the channel along
      if (failure == null && !one.isAlive(current)) {
        failure = new BrokerException(Kind.CHANNEL, "Queue " + one.queue + " was lost meanwhile.");
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** All that is missing in one round trip; false if one of them cannot be had. */
  private boolean prepare(Iterable<Wanted> all, Deadline deadline) throws BrokerException {
    Set<Exchange> exchanges = new LinkedHashSet<>();
    List<Queue> queues = new ArrayList<>();
    List<Binding> bindings = new ArrayList<>();
    try {
      for (Wanted one : all) {
        if (!consumed.containsKey(one.name())) {
          exchanges.addAll(one.exchanges());
          if (one.queue() != null) {
            queues.add(one.queue());
          }
          bindings.addAll(bindingsOf(one, deadline));
        }
      }
      if (exchanges.isEmpty() && queues.isEmpty() && bindings.isEmpty()) {
        return true;
      }
      Declarations.ensureAll(current, List.copyOf(exchanges), queues, bindings, deadline);
      return true;
    } catch (BrokerException e) {
      if (isOfAll(e)) {
        throw e;
      }
      LOG.log(Level.DEBUG, "{0}: each by itself, since one failed: {1}", subject, e.getMessage());
      return false;
    }
  }

  /** No other one can succeed either. */
  private static boolean isOfAll(BrokerException e) {
    return e.kind() == Kind.LOST || e.kind() == Kind.TIMEOUT || e.kind() == Kind.CLOSED;
  }

  private void prepare(Wanted one, Deadline deadline) throws BrokerException {
    Declarations.ensureAll(
        current,
        one.exchanges(),
        one.queue() == null ? List.of() : List.of(one.queue()),
        List.copyOf(bindingsOf(one, deadline)),
        deadline);
  }

  /** Of a queue of our own, once there is one: claimed for good then. */
  private Set<Binding> bindingsOf(Wanted one, Deadline deadline) throws BrokerException {
    return one.queue() == null
        ? Set.of(one.own().binding(claim(one, deadline).id()))
        : one.bindings();
  }

  private void begin(Wanted one, int credit, Deadline deadline) throws BrokerException {
    OwnQueue own = owned.get(one.name());
    Queue queue = own == null ? one.queue() : own.queue();
    ConsumerChannel channel = channelFor(one, deadline);
    Consumed fresh = new Consumed(one, channel, queue.name(), credit);
    fresh.bindings = own == null ? one.bindings() : Set.of(one.own().binding(own.id()));
    Delivery.Sink sink = sinkOf(fresh);
    try {
      channel.limitUnsettled(credit, deadline);
      if (queue.isStream() && one.position() != null) {
        fresh.tag = channel.consumeStream(queue.name(), one.position(), sink, deadline);
        services.scheduler().after(STREAM_PATIENCE, () -> lookAtStream(fresh));
      } else {
        fresh.tag = channel.consume(queue.name(), false, sink, deadline);
        leaveIfShared(own, fresh, deadline);
      }
    } catch (BrokerException e) {
      if (e.kind() == Kind.CHANNEL) {
        apart.putIfAbsent(one.name(), null); // so that it takes nobody along next time
      }
      throw e;
    }
    consumed.put(one.name(), fresh);
    if (own != null) {
      own.deleteReplaced(current, deadline);
    }
  }

  /**
   * The queue of our own, declared on this link: another one of another name, if the one that we
   * had cannot be had any more.
   */
  private OwnQueue claim(Wanted one, Deadline deadline) throws BrokerException {
    OwnQueue known = owned.get(one.name());
    if (known != null && declared.contains(known.name())) {
      return known;
    }
    if (known != null) {
      if (!known.declareAgain(current, deadline)) {
        known = known.replace(current, deadline);
        owned.put(one.name(), known);
      }
      declared.add(known.name());
      return known;
    }
    OwnQueue fresh =
        OwnQueue.claim(current, services.queueIds(), id -> one.own().named(id), deadline);
    owned.put(one.name(), fresh);
    declared.add(fresh.name());
    return fresh;
  }

  private void leaveIfShared(OwnQueue own, Consumed fresh, Deadline deadline)
      throws BrokerException {
    if (own == null || !own.isShared(fresh.channel, deadline)) {
      return;
    }
    fresh.channel.cancel(fresh.tag, deadline);
    owned.remove(fresh.wanted.name());
    own.close();
    throw new BrokerException(
        Kind.LIMIT,
        "Another adapter took queue "
            + own.name()
            + " at the same moment: set another processName. Taking the next one.");
  }

  private ConsumerChannel channelFor(Wanted one, Deadline deadline) throws BrokerException {
    if (apart.containsKey(one.name())) {
      ConsumerChannel known = apart.get(one.name());
      if (known == null || !known.isOpen()) {
        known = open(deadline);
        apart.put(one.name(), known);
      }
      return known;
    }
    if (shared == null || !shared.isOpen()) {
      shared = open(deadline);
    }
    return shared;
  }

  private ConsumerChannel open(Deadline deadline) throws BrokerException {
    ConsumerChannel channel = current.openConsumer(deadline);
    channel.gatherAcknowledgements(services.scheduler(), acknowledgementDelay);
    channel.onLoss(reason -> lost(channel, reason));
    return channel;
  }

  /** A pool's new member may bring new ones. */
  private void bindNew(Wanted one, Deadline deadline) throws BrokerException {
    Consumed known = consumed.get(one.name());
    if (one.queue() == null || known.bindings.equals(one.bindings())) {
      return;
    }
    Declarations.ensureAll(
        current, one.exchanges(), List.of(), List.copyOf(one.bindings()), deadline);
    known.bindings = one.bindings();
  }

  /** Ends one: nothing is on its way to it afterwards. */
  private void end(Consumed one, Deadline deadline) throws BrokerException {
    consumed.remove(one.wanted.name());
    if (one.isAlive(current)) {
      one.channel.cancel(one.tag, deadline);
    }
  }

  private Delivery.Sink sinkOf(Consumed one) {
    Delivery.Sink sink = one.wanted.sink();
    return new Delivery.Sink() {
      @Override
      public void deliver(Delivery delivery) {
        sink.deliver(delivery);
      }

      @Override
      public void cancelled(String queue) {
        one.cancelled = true;
        isWhole = false;
        LOG.log(
            Level.WARNING,
            "{0}: queue {1} was deleted on the broker, or cannot be had now. Declaring it again.",
            subject,
            queue);
        attachAgain.run();
      }
    };
  }

  /** The broker ended the channel alone, for example after an error in an acknowledgement. */
  private void lost(ConsumerChannel channel, BrokerException reason) {
    if (stopped || reason.kind() == Kind.CLOSED) {
      return; // we closed it
    }
    isWhole = false;
    if (channel.link().isOpen()) {
      LOG.log(
          Level.WARNING,
          "{0}: {1} Consuming again.",
          subject,
          LogText.sentence(reason.getMessage()));
      attachAgain.run();
    }
  }

  /** The stream ends before the place where we went on: it is not the one that we knew. */
  private void lookAtStream(Consumed one) {
    if (one.channel.isOpen() && !one.cancelled && !one.wanted.position().isConfirmed()) {
      LOG.log(
          Level.WARNING,
          "{0}: the stream {1} was deleted and made anew meanwhile. Reading it as at the start.",
          subject,
          one.queue);
      one.wanted.position().forget();
      one.cancelled = true;
      services.works().execute(this::adjust);
    }
  }

  /**
   * Ends the consumers for good: nothing more is delivered, unless the broker does not answer.
   * Waits for those that are just beginning, which would leave their queues behind otherwise, and
   * for the broker.
   */
  void stop(Deadline limit) {
    stopped = true;
    Deadline deadline = goodbye(limit);
    if (!enter(deadline)) {
      return; // what still comes goes back when it is closed
    }
    try {
      isWhole = false;
      for (Consumed one : List.copyOf(consumed.values())) {
        try {
          if (current.isOpen() && !deadline.isPassed()) {
            end(one, deadline);
          }
        } catch (BrokerException e) {
          LOG.log(Level.DEBUG, "{0}: already not consuming: {1}", subject, e.getMessage());
        }
      }
    } finally {
      leave();
    }
  }

  /** Before there is a link, nobody waits for one. */
  private Deadline goodbye(Deadline limit) {
    BrokerLink link = current;
    return link == null ? limit : link.goodbye(limit);
  }

  /**
   * Deletes the queues of our own, unless they are to be found again, gives their names back and
   * closes the channels: what was not settled goes back to the broker. Waits for the broker and for
   * whoever is in it; if he does not leave in time, he does all that, but for the deletion.
   */
  void close(Deadline limit) {
    closed = true;
    Deadline deadline = goodbye(limit);
    if (enter(deadline)) {
      try {
        release(deadline);
      } finally {
        reconciling.unlock();
      }
    } else {
      LOG.log(Level.DEBUG, "{0}: closed by whoever waits for the broker", subject);
    }
  }

  /** Once more is harmless. Guarded by reconciling. */
  private void release(Deadline deadline) {
    BrokerLink link = current;
    for (OwnQueue own : owned.values()) {
      if (link != null && link.isOpen() && !own.isKept() && !deadline.isPassed()) {
        delete(link, own.name(), deadline);
      }
      own.close();
    }
    owned.clear();
    consumed.clear();
    apart.values().forEach(Subscription::close);
    apart.clear();
    close(shared);
    shared = null;
  }

  private void delete(BrokerLink link, String queue, Deadline deadline) {
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      channel.deleteQueue(queue, deadline);
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "{0}: queue {1} is left to expire: {2}", subject, queue, e.getMessage());
    }
  }

  private static void close(ConsumerChannel channel) {
    if (channel != null) {
      channel.close();
    }
  }
}
