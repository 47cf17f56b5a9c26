package org.rarebit.ra.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkPool;

/**
 * The casts and notifications of one transaction, of all its connections: sent after its commit,
 * confirmed; not sent if it does not commit. Thread-safe: a transaction that times out may end on
 * another thread than the one that works in it.
 *
 * <ul>
 *   <li>Nothing is added once the transaction has ended, and what it has is sent or dropped once.
 *   <li>What goes to one broker as one user leaves through one channel, in the order in which it
 *       was made. The channel is kept by the transaction, so it does not matter what becomes of the
 *       connections.
 *   <li>All that is sent has one deadline, the longest timeout of it, from the commit on. Until
 *       then what failed is tried again, on another channel or link, whatever the reason may be;
 *       but what the broker refuses when it is sent alone, twice, is given up, for the sake of the
 *       others.
 *   <li>An interrupt ends none of that, and is kept for later.
 *   <li>What does not leave is counted, named in one ERROR, and told to the listeners of the
 *       application that sent it.
 * </ul>
 */
public final class CommitSends {

  private static final System.Logger LOG = System.getLogger(CommitSends.class.getName());

  /** How often what closes its channel is sent alone. */
  private static final int MOST_ALONE = 2;

  /**
   * So many rounds, which take some seconds, on channels of one link; then another link is tried.
   */
  private static final int MOST_REFUSALS = 6;

  private final Map<BrokerSettings, Batch> batches = new LinkedHashMap<>(); // guarded by this
  private final List<Runnable> others = new ArrayList<>(); // guarded by this
  private boolean ended; // guarded by this

  /** Nothing to send yet. */
  public CommitSends() {}

  /**
   * Leaves something to the end of the transaction.
   *
   * @param through who would send it now
   * @param casts what
   * @return false if the transaction has ended
   */
  public synchronized boolean add(Sends through, List<Prepared> casts) {
    if (!ended && !casts.isEmpty()) {
      batches
          .computeIfAbsent(through.settings().broker(), any -> new Batch(through))
          .add(casts, through.counters());
    }
    return !ended;
  }

  /**
   * Has something short done after the commit.
   *
   * @param task must not throw
   * @return false if the transaction has ended
   */
  public synchronized boolean add(Runnable task) {
    return !ended && others.add(task);
  }

  /** The transaction has committed. Blocks until all has been taken, or the deadline. */
  public void committed() {
    List<Batch> all;
    List<Runnable> tasks;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      all = List.copyOf(batches.values());
      tasks = List.copyOf(others);
    }
    tasks.forEach(CommitSends::run);
    boolean interrupted = Thread.interrupted();
    List<Runnable> telling;
    try {
      sendAll(all, Deadline.after(longestTimeout(all)));
      telling = report(all);
    } finally {
      for (Batch batch : all) {
        batch.close();
        interrupted |= batch.interrupted;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    telling.forEach(Runnable::run); // once everything is counted, named and closed
  }

  /**
   * Each on a thread of its own: one whose broker takes nothing would have the others wait, perhaps
   * until the deadline. The first is for this thread, and so is what no other thread has begun.
   */
  private static void sendAll(List<Batch> all, Deadline deadline) {
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (Batch batch : all) {
      tasks.add(new FutureTask<>(() -> batch.send(deadline), null)); // runs once
    }
    for (int i = 1; i < tasks.size(); i++) {
      start(all.get(i).services.links(), tasks.get(i));
    }
    tasks.forEach(FutureTask::run);
    for (int i = 0; i < tasks.size(); i++) {
      all.get(i).awaitEnd(tasks.get(i));
    }
  }

  /** Not as a Work: the threads of that pool may all be here, waiting for Works. */
  private static void start(LinkPool links, Runnable task) {
    try {
      links.startWaiting(task);
    } catch (RuntimeException | Error e) { // no thread left: this one does it, then
      LOG.log(Level.DEBUG, "what goes to another broker has no thread of its own", e);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "What was to be done after the commit failed.", e);
    }
  }

  private static Duration longestTimeout(List<Batch> all) {
    return all.stream()
        .map(batch -> TransactedSends.longestTimeout(batch.casts))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Counts and names what did not leave; what is returned tells the applications. */
  private static List<Runnable> report(List<Batch> all) {
    List<Runnable> telling = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    BrokerException first = null;
    for (Batch batch : all) {
      batch.count();
      if (batch.undelivered.isEmpty()) {
        continue;
      }
      List<Undelivered> told = new ArrayList<>();
      IdentityHashMap<Prepared, Sender> senders = batch.senders();
      for (Map.Entry<Prepared, BrokerException> each : batch.undelivered.entrySet()) {
        told.add(
            Undelivered.of(
                each.getKey(), each.getValue(), senders.get(each.getKey()).application()));
        lost.add(each.getKey().describe() + " is lost: " + each.getValue().getMessage());
        first = first == null ? each.getValue() : first;
      }
      telling.add(() -> Undelivered.tell(told, batch.services.works()));
    }
    if (first != null) {
      LOG.log(
          Level.ERROR,
          "The transaction was committed, but its " + String.join("; its ", lost),
          first);
    }
    return telling;
  }

  /**
   * The transaction has not committed, so nothing is sent.
   *
   * @param isRolledBack false if nobody knows: a person must act on it, and should know of these as
   *     well, and so should the application
   * @param outcome what is known of it
   */
  public void notCommitted(boolean isRolledBack, String outcome) {
    List<Batch> all;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      all = List.copyOf(batches.values());
    }
    all.forEach(Batch::close);
    if (isRolledBack || all.isEmpty()) {
      LOG.log(Level.DEBUG, "what a rolled back transaction was to send is dropped");
      return;
    }
    LOG.log(
        Level.ERROR,
        "It is not known how the transaction ended ({0}), so this was not sent: {1}",
        outcome,
        all.stream()
            .flatMap(batch -> batch.casts.stream())
            .map(Prepared::describe)
            .collect(Collectors.joining(", ")));
    all.forEach(batch -> batch.tellUnknown(outcome));
  }

  /** Who sends something: told, and counted, if it does not leave. */
  private record Sender(ClassLoader application, SendCounters counters) {}

  /**
   * What goes to one broker as one user. Confined to the transaction, then to the thread that sends
   * it, then to the one that commits.
   */
  private static final class Batch {

    private final AdapterServices services;
    private final BrokerSettings where;
    private final List<Prepared> casts = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>(); // who sends which
    private final Map<Prepared, BrokerException> undelivered = new LinkedHashMap<>();
    private final Set<Prepared> cameBack = new HashSet<>();
    private SendChannel channel; // null: to be opened
    private boolean isOurs; // else it is a connection's, too
    private boolean interrupted;
    private List<Prepared> unsettled = List.of(); // what the broker may not have
    private int refusals; // rounds in a row

    /** Under way; or, if it is not, why not; or taken, with neither. */
    private record Attempt(Prepared cast, SendChannel.Sent sent, BrokerException failure) {}

    Batch(Sends through) {
      this.services = through.services();
      this.where = through.settings().broker();
      this.channel = through.own().retain() ? through.own() : null;
    }

    void add(List<Prepared> more, SendCounters counters) {
      casts.addAll(more);
      Sender sender = new Sender(Thread.currentThread().getContextClassLoader(), counters);
      for (int i = 0; i < more.size(); i++) {
        senders.add(sender);
      }
    }

    IdentityHashMap<Prepared, Sender> senders() {
      IdentityHashMap<Prepared, Sender> all = new IdentityHashMap<>();
      for (int i = 0; i < casts.size(); i++) {
        all.put(casts.get(i), senders.get(i));
      }
      return all;
    }

    /** Once it is known what has left. */
    void count() {
      for (int i = 0; i < casts.size(); i++) {
        SendCounters counters = senders.get(i).counters();
        if (undelivered.containsKey(casts.get(i))) {
          counters.undelivered(casts.get(i));
        } else {
          counters.committed(casts.get(i));
        }
      }
    }

    /** Tells the application what was not sent, since nobody knows whether it was to be. */
    void tellUnknown(String outcome) {
      List<Undelivered> told = new ArrayList<>();
      for (int i = 0; i < casts.size(); i++) {
        told.add(Undelivered.ofUnknown(casts.get(i), outcome, senders.get(i).application()));
      }
      Undelivered.tell(told, services.works());
    }

    /** Publishes all, and tries again until nothing is left that could leave. */
    void send(Deadline deadline) {
      unsettled = casts;
      List<Attempt> round = publish(casts, deadline);
      Sends.Pauses pauses = new Sends.Pauses(deadline);
      while (true) {
        List<Prepared> left = new ArrayList<>();
        boolean refused = false;
        for (Attempt each : round) {
          BrokerException failure = each.sent() == null ? each.failure() : outcome(each, deadline);
          if (failure == null) {
            undelivered.remove(each.cast());
            continue;
          }
          undelivered.put(each.cast(), failure); // unless it leaves later
          if (mayLeave(each.cast(), failure)) {
            left.add(each.cast());
            refused |= failure.kind() == Kind.CHANNEL;
          }
        }
        unsettled = left;
        if (left.isEmpty() || !pause(pauses, deadline)) {
          return;
        }
        avoidLinkThatRefuses(left);
        close(); // a channel that refuses everything may do so for good
        countAgain(left);
        round = refused ? publishAlone(left, deadline) : publish(left, deadline);
      }
    }

    private void countAgain(List<Prepared> left) {
      IdentityHashMap<Prepared, Sender> all = senders();
      left.forEach(cast -> all.get(cast).counters().again());
    }

    /** It has a deadline. What it failed with costs no other batch anything. */
    void awaitEnd(Future<Void> sending) {
      while (true) {
        try {
          sending.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) { // ours, or no memory
          BrokerException failure =
              new BrokerException(Kind.INVALID, e.getCause().toString(), e.getCause());
          unsettled.forEach(cast -> undelivered.putIfAbsent(cast, failure));
          return;
        }
      }
    }

    /** After a failover, the channels of a link may refuse for good what those of others take. */
    private void avoidLinkThatRefuses(List<Prepared> left) {
      boolean refusesAll =
          left.stream().allMatch(cast -> undelivered.get(cast).kind() == Kind.NACKED);
      refusals = refusesAll ? refusals + 1 : 0;
      if (refusals == MOST_REFUSALS && channel != null) {
        services.links().avoid(channel.session().link());
      }
    }

    /** A notification that no queue takes may leave once its queue is declared again. */
    private boolean mayLeave(Prepared cast, BrokerException failure) {
      return switch (failure.kind()) {
        case UNROUTABLE -> cast.queue() != null && cameBack.add(cast);
        case INVALID, CLOSED -> false; // the latter: the adapter is stopped
        default -> true;
      };
    }

    private boolean pause(Sends.Pauses pauses, Deadline deadline) {
      boolean inTime = pauses.pause();
      return calm() ? !deadline.isPassed() : inTime;
    }

    /** What waits must not be interrupted by what came before; the flag is kept for later. */
    private boolean calm() {
      boolean now = Thread.interrupted();
      interrupted |= now;
      return now;
    }

    private List<Attempt> publish(List<Prepared> some, Deadline deadline) {
      List<Attempt> attempts = new ArrayList<>(some.size());
      BrokerException broken = null; // the others do not overtake it
      for (Prepared cast : some) {
        Attempt attempt =
            broken == null
                ? publish(cast, attempts.isEmpty(), deadline)
                : new Attempt(cast, null, broken);
        attempts.add(attempt);
        if (attempt.failure() != null && attempt.failure().kind() != Kind.INVALID) {
          broken = attempt.failure();
        }
      }
      if (channel != null) {
        channel.flush();
      }
      return attempts;
    }

    /**
     * What is not the first needs its channel: another one would have it overtake what was lost.
     */
    private Attempt publish(Prepared cast, boolean isFirst, Deadline deadline) {
      try {
        SendChannel through = isFirst || channel == null ? open(deadline) : channel;
        return new Attempt(cast, through.publishHeld(cast, deadline), null);
      } catch (BrokerException e) {
        return new Attempt(cast, null, e);
      } catch (RuntimeException e) { // it alone is not sent
        return new Attempt(cast, null, new BrokerException(Kind.INVALID, e.toString(), e));
      } finally {
        calm();
      }
    }

    /** After one has closed the channel for all: whose fault that was shows when it is alone. */
    private List<Attempt> publishAlone(List<Prepared> some, Deadline deadline) {
      List<Attempt> attempts = new ArrayList<>(some.size());
      for (Prepared cast : some) {
        BrokerException failure = null;
        for (int tries = 0; tries < MOST_ALONE; tries++) {
          Attempt alone = publish(List.of(cast), deadline).get(0);
          failure = alone.sent() == null ? alone.failure() : outcome(alone, deadline);
          if (failure == null || failure.kind() != Kind.CHANNEL) {
            break;
          }
          close();
        }
        attempts.add(
            new Attempt(
                cast,
                null,
                failure != null && failure.kind() == Kind.CHANNEL
                    ? new BrokerException(Kind.INVALID, failure.getMessage(), failure)
                    : failure));
      }
      return attempts;
    }

    /** Null if the broker has it. */
    private BrokerException outcome(Attempt attempt, Deadline deadline) {
      try {
        if (attempt.sent().awaitThroughInterrupts(deadline)) {
          return null;
        }
        if (attempt.cast().queue() != null && channel != null) {
          channel.session().forgetDeclared();
        }
        return attempt.sent().noRoute();
      } catch (BrokerException e) {
        return e;
      } finally {
        calm();
      }
    }

    private SendChannel open(Deadline deadline) throws BrokerException {
      if (channel == null || !channel.isOpen()) {
        close();
        channel = SendChannel.open(services, where, deadline);
        isOurs = true;
      }
      return channel;
    }

    void close() {
      SendChannel last = channel;
      channel = null;
      if (last != null && isOurs) {
        last.close();
      } else if (last != null) {
        last.release();
      }
    }
  }
}
