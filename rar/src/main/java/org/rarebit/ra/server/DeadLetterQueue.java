package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Confirm;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.broker.Publisher;
import org.rarebit.ra.broker.ThreadRole;
import org.rarebit.ra.wire.Glob;
import org.rarebit.ra.wire.Route;

/**
 * Looks after the dead letters of a queue, for a person: on the caller's thread, which may wait,
 * until a deadline. Thread-safe; one operation at a time, of all adapters that may declare a queue
 * there: two that each held a part of the letters would mix up their order.
 *
 * <p>What holds:
 *
 * <ul>
 *   <li>A letter leaves the queue only once the broker has confirmed its copy in the queue that it
 *       came from, or when it is dropped. If the link ends between the two, it is in both.
 *   <li>Letters are put back in the order in which they lie here, one after the other: what the
 *       broker does not take for the moment ends the operation, so nothing overtakes it.
 *   <li>A letter goes to no queue but one that a bean of this adapter consumes from as the same
 *       user: its headers are whoever's who can publish here.
 *   <li>What stays keeps its place. A quorum queue counts each look at a letter as a delivery,
 *       before RabbitMQ 4.3, and drops it beyond its limit; so letters that were looked at twice
 *       are first replaced by copies, all of the queue, and in their order.
 * </ul>
 */
public final class DeadLetterQueue implements DeadLetterQueueMXBean {

  private static final System.Logger LOG = System.getLogger(DeadLetterQueue.class.getName());

  private static final String RETURNED = DeadLetters.Letter.PREFIX + "returned";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Somebody else consumes from the queue, or its count was late: nothing more comes. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** Longer than any operation takes. */
  private static final Duration LONGEST_VISIT = PATIENCE.multipliedBy(2);

  private static final String VISIT = ".visit";

  private static final int CHUNK = 100;
  private static final int LONGEST_LIST = 1000;
  private static final int MOST_KEPT = 20_000;
  private static final long MOST_KEPT_BYTES = 64 * 1024 * 1024;
  private static final int WORN = 2; // deliveries

  private final String queue;
  private final BrokerSettings settings;
  private final AdapterServices services;
  private final Function<BrokerSettings, Set<String>> heard;
  private final ReentrantLock working = new ReentrantLock();
  private final LongAdder returned = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private volatile int returnLimit = 3;

  /**
   * Looks after a queue.
   *
   * @param queue its name; it may not exist yet
   * @param settings where it is, and as whom
   * @param services the adapter's links
   * @param heard tells which queues beans consume from there
   */
  public DeadLetterQueue(
      String queue,
      BrokerSettings settings,
      AdapterServices services,
      Function<BrokerSettings, Set<String>> heard) {
    this.queue = queue;
    this.settings = settings;
    this.services = services;
    this.heard = heard;
  }

  /** How often a message was put back, as it says. */
  static int returnsOf(Delivery delivery) {
    String text = delivery.textHeader(RETURNED);
    try {
      return text == null ? 0 : Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) { // not from here
      return Integer.MAX_VALUE;
    }
  }

  @Override
  public String getQueue() {
    return queue;
  }

  @Override
  public int getReturnLimit() {
    return returnLimit;
  }

  @Override
  public void setReturnLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("ReturnLimit must be at least 1, but is " + limit + ".");
    }
    returnLimit = limit;
  }

  @Override
  public long getReturned() {
    return returned.sum();
  }

  @Override
  public long getDropped() {
    return dropped.sum();
  }

  @Override
  public long count() {
    return visit("count", visit -> visit.left);
  }

  @Override
  public List<DeadLetter> list(int most) {
    if (most < 1 || most > LONGEST_LIST) {
      throw new IllegalArgumentException(
          "most must be between 1 and " + LONGEST_LIST + ", but is " + most + ".");
    }
    return visit(
        "list",
        visit -> {
          List<DeadLetter> letters = new ArrayList<>();
          Delivery next = visit.next();
          while (next != null) {
            visit.keep(next);
            letters.add(ExaminedLetter.of(next, services.limits()));
            next = letters.size() < most ? visit.next() : null;
          }
          return letters;
        });
  }

  @Override
  public DeadLetterOutcome putBack(String id) {
    return forEach("put back", letter -> letter.getId().equals(id), 1, this::putBack);
  }

  @Override
  public DeadLetterOutcome putBackSome(String name, long olderThanSeconds, int most) {
    return forEach("put back", filter(name, olderThanSeconds), most, this::putBack);
  }

  @Override
  public DeadLetterOutcome putBackAll() {
    return forEach("put back", any -> true, Integer.MAX_VALUE, this::putBack);
  }

  @Override
  public DeadLetterOutcome drop(String id) {
    return forEach("drop", letter -> letter.getId().equals(id), 1, this::drop);
  }

  @Override
  public DeadLetterOutcome dropSome(String name, long olderThanSeconds, int most) {
    return forEach("drop", filter(name, olderThanSeconds), most, this::drop);
  }

  private static Predicate<ExaminedLetter> filter(String name, long olderThanSeconds) {
    if (name == null || name.isBlank() || olderThanSeconds < 0) {
      throw new IllegalArgumentException(
          "Say which ones: a name, * for all of them, and an age of 0 s or more.");
    }
    Glob glob = Glob.of(name.strip());
    boolean isAny = name.strip().equals("*");
    Duration age = Duration.ofSeconds(olderThanSeconds);
    return letter ->
        (isAny || (letter.rawName() != null && glob.matches(letter.rawName())))
            && letter.isOlderThan(age);
  }

  /** Something done with a letter. */
  private interface Deed {

    /**
     * Does it, and settles the letter.
     *
     * @return null if it was done; or why not: then the letter stays
     * @throws BrokerException if the operation ends
     */
    String with(Visit visit, Delivery delivery, ExaminedLetter letter) throws BrokerException;
  }

  private String putBack(Visit visit, Delivery delivery, ExaminedLetter letter)
      throws BrokerException {
    String origin = letter.origin();
    if (origin == null) {
      return "it does not say which queue it came from";
    }
    if (!heard.apply(settings).contains(origin)) {
      return "no bean of this adapter consumes from its queue \"" + LogText.of(origin) + "\"";
    }
    int returns = returnsOf(delivery);
    if (returns >= returnLimit) {
      return "it was put back "
          + (returns == Integer.MAX_VALUE ? "too often" : returns + " times")
          + ", and ReturnLimit is "
          + returnLimit;
    }
    String problem = visit.publish(new Route("", origin), delivery, Map.of(RETURNED, returns + 1));
    if (problem == null) {
      returned.increment(); // even if the broker gives us the letter once more
      delivery.ack();
    }
    return problem;
  }

  private String drop(Visit visit, Delivery delivery, ExaminedLetter letter)
      throws BrokerException {
    delivery.ack();
    dropped.increment();
    return null;
  }

  private DeadLetterOutcome forEach(
      String what, Predicate<ExaminedLetter> isMeant, int most, Deed deed) {
    return visit(
        what,
        visit -> {
          int done = 0;
          int refused = 0;
          String problem = null;
          boolean failed = false;
          try {
            for (Delivery next = visit.next(); next != null; next = visit.next()) {
              ExaminedLetter letter = ExaminedLetter.of(next, services.limits());
              if (!isMeant.test(letter)) {
                visit.keep(next);
                continue;
              }
              String why = deed.with(visit, next, letter);
              if (why == null) {
                done++;
              } else {
                visit.keep(next);
                refused++;
                problem = "Letter " + letter.getId() + " stays: " + why + ".";
              }
              if (done + refused >= most) {
                break;
              }
            }
          } catch (BrokerException e) {
            problem = e.getMessage();
            failed = true;
          }
          boolean complete = !failed && (visit.left == 0 || done + refused >= most);
          if (!complete && problem == null) {
            problem = "There are more letters than are looked at together.";
          }
          LOG.log(
              failed || refused > 0 ? Level.WARNING : Level.INFO,
              "dead letters of queue \"{0}\": {1}: {2} done, {3} refused{4}",
              queue,
              what,
              Integer.toString(done),
              Integer.toString(refused),
              problem == null ? "" : ". " + problem);
          return new DeadLetterOutcome(done, refused, complete, problem);
        });
  }

  private interface Work<T> {
    T on(Visit visit) throws BrokerException;
  }

  private <T> T visit(String what, Work<T> work) {
    ThreadRole.mayWait("look after dead letters");
    if (!working.tryLock()) {
      throw new IllegalStateException(
          "Somebody else is at work on the dead letters of queue \"" + queue + "\".");
    }
    Deadline deadline = Deadline.after(PATIENCE);
    try (LinkPool.Lease lease = services.links().lease(settings, deadline);
        Visit visit = new Visit(lease, deadline)) {
      visit.begin();
      return work.on(visit);
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "not all that callers by JMX have our classes", e);
      if (e.isLocked()) {
        throw new IllegalStateException(
            "Somebody else is at work on the dead letters of queue \""
                + queue
                + "\", through another adapter: try again in a moment.");
      }
      throw new IllegalStateException(
          "Cannot " + what + " the dead letters of queue \"" + queue + "\": " + e.getMessage());
    } finally {
      working.unlock();
    }
  }

  /** One operation's time with the queue: what it has taken out, and what goes back at its end. */
  private final class Visit implements AutoCloseable {

    private final LinkPool.Lease lease;
    private final Deadline deadline;
    private final ConsumerChannel channel;
    private boolean alone; // else another adapter could come meanwhile
    private final Queue<Delivery> fetched = new ArrayDeque<>();
    private final AtomicBoolean cameBack = new AtomicBoolean();
    private Publisher publisher; // null before the first publish
    private int kept; // that were seen, and stay
    private long keptBytes;
    private long left; // that were there and have not been seen
    private boolean lastWasReturned; // to the queue, before; the next ones may have been, too

    Visit(LinkPool.Lease lease, Deadline deadline) throws BrokerException {
      this.lease = lease;
      this.deadline = deadline;
      this.channel = lease.link().openConsumer(deadline);
    }

    void begin() throws BrokerException {
      alone = lock();
      try {
        left = channel.messageCount(queue, deadline);
      } catch (BrokerException e) {
        if (e.kind() != Kind.CHANNEL) {
          throw e;
        } // no such queue: nothing has died
      }
    }

    /** False where we may not declare; what others do is then what operators agree upon. */
    private boolean lock() throws BrokerException {
      try (ConsumerChannel locking = lease.link().openConsumer(deadline)) {
        locking.declareExclusive(queue + VISIT, LONGEST_VISIT, deadline);
        return true;
      } catch (BrokerException e) {
        if (e.isLocked() || (e.kind() != Kind.CHANNEL && e.kind() != Kind.INVALID)) {
          throw e;
        }
        LOG.log(Level.DEBUG, "dead letters are looked after without a lock", e);
        return false;
      }
    }

    private void unlock() {
      Deadline patience = Deadline.after(QUIET);
      try (ConsumerChannel unlocking = lease.link().openConsumer(patience)) {
        unlocking.deleteQueue(queue + VISIT, patience);
      } catch (BrokerException e) {
        LOG.log(Level.DEBUG, "the lock of dead letters ends with its link, or expires", e);
      }
    }

    /** The next one, which is the caller's to settle or keep; null if there is none. */
    Delivery next() throws BrokerException {
      if (fetched.isEmpty() && left > 0 && mayKeepMore()) {
        fetch();
        if (fetched.stream().anyMatch(one -> one.earlierDeliveries() >= WORN)) {
          renew();
          fetch();
        }
      }
      return fetched.poll();
    }

    private boolean mayKeepMore() {
      return kept < MOST_KEPT && keptBytes < MOST_KEPT_BYTES;
    }

    private void fetch() throws BrokerException {
      int wanted = (int) Math.min(CHUNK, left);
      if (wanted == 0) {
        return;
      }
      BlockingQueue<Delivery> came = new LinkedBlockingQueue<>();
      channel.limitUnsettled(wanted, deadline);
      String tag = channel.consume(queue, false, new Coming(came), deadline);
      while (fetched.size() < wanted) {
        Delivery next = poll(came);
        if (next == null) {
          break;
        }
        fetched.add(next);
        lastWasReturned = next.isRedelivered();
      }
      channel.cancel(tag, deadline);
      came.drainTo(fetched);
      left = fetched.size() < wanted ? 0 : left - fetched.size();
    }

    private Delivery poll(BlockingQueue<Delivery> came) throws BrokerException {
      if (deadline.isPassed()) {
        throw new BrokerException(Kind.TIMEOUT, "The minute is over that an operation may take.");
      }
      if (!channel.isOpen()) {
        throw new BrokerException(Kind.LOST, "The connection was lost meanwhile.");
      }
      try {
        long patience = Math.min(QUIET.toNanos(), deadline.remainingNanos());
        return came.poll(patience, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BrokerException(Kind.INTERRUPTED, "The thread was interrupted.", e);
      }
    }

    /** Puts copies of all letters that have not been passed into the places of their originals. */
    private void renew() throws BrokerException {
      long all = left + fetched.size();
      Route here = new Route("", queue);
      for (long done = 0; done < all && !fetched.isEmpty(); ) {
        List<Confirm> confirms = new ArrayList<>();
        for (Delivery each : fetched) {
          confirms.add(publisher().forward(here, each, Map.of(), deadline));
        }
        for (Confirm confirm : confirms) {
          confirm.await(deadline);
        }
        requireTaken();
        done += fetched.size();
        Delivery.ackAll(List.copyOf(fetched));
        fetched.clear();
        fetch();
      }
      left = all;
    }

    private void requireTaken() throws BrokerException {
      if (cameBack.getAndSet(false)) {
        throw new BrokerException(Kind.UNROUTABLE, "The queue was deleted meanwhile.");
      }
    }

    /** Null once the broker has it; or why it stays. */
    String publish(Route route, Delivery delivery, Map<String, Object> headers)
        throws BrokerException {
      try {
        publisher()
            .revive(route, delivery, DeadLetters.Letter.PREFIX, headers, deadline)
            .await(deadline);
      } catch (BrokerException e) {
        if (e.kind() == Kind.INVALID) {
          return e.getMessage();
        }
        throw e;
      }
      return cameBack.getAndSet(false) ? "its queue does not exist any more" : null;
    }

    private Publisher publisher() throws BrokerException {
      if (publisher == null) {
        publisher = lease.link().openPublisher(deadline);
        publisher.onReturn((route, body) -> cameBack.set(true)); // before its confirm
      }
      return publisher;
    }

    void keep(Delivery delivery) {
      kept++;
      keptBytes += delivery.body().bytes().length;
    }

    /** What was not settled goes back to its place; the next operation finds it there. */
    @Override
    public void close() {
      if (publisher != null) {
        publisher.close();
      }
      if (kept > 0 || !fetched.isEmpty()) {
        takeReturned();
      }
      long patience = Math.max(settings.connectTimeoutMillis(), deadline.remaining().toMillis());
      channel.giveAllBack(queue, Deadline.after(Duration.ofMillis(patience)));
      if (alone) {
        unlock();
      }
    }

    /**
     * A quorum queue puts what comes back behind all that came back before. So that has to come
     * along, or the letters that we have seen would be behind it.
     */
    private void takeReturned() {
      try {
        while (lastWasReturned && left > 0 && mayKeepMore()) {
          fetched.forEach(this::keep);
          fetched.clear();
          fetch();
        }
      } catch (BrokerException e) {
        LOG.log(Level.DEBUG, "dead letters may have changed their order", e);
      }
    }
  }

  /** On the reader thread, which waits for nobody. */
  private record Coming(Queue<Delivery> came) implements Delivery.Sink {

    @Override
    public void deliver(Delivery delivery) {
      came.add(delivery);
    }

    @Override
    public void cancelled(String name) {
      // nothing more comes, which is seen soon
    }
  }
}
