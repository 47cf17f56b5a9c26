package org.rarebit.ra.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.broker.ThreadRole;
import org.rarebit.ra.wire.Queue;

/**
 * Looks after a queue for replies: whether it is there, and whether the broker knows us as its
 * consumer. A node that goes away may take the queue along while the link is to another one, and
 * nobody is told. Thread-safe. These hold at any time:
 *
 * <ul>
 *   <li>No event is needed: while calls wait, or were made lately, the broker is asked every few
 *       seconds. Hints only have it asked sooner.
 *   <li>What comes from the queue shows that it is there: the broker is not asked then.
 *   <li>When nobody has called for a while, nothing happens until the next call: no question, no
 *       timer.
 *   <li>A queue is gone if the broker says so; if it has no consumer; and if nothing can be learnt
 *       about it while the broker answers other questions. A broker that answers nothing, a channel
 *       that cannot be had, and a permission that we have not say nothing about the queue.
 *   <li>It is found to be gone once, and nothing is looked after any more.
 * </ul>
 */
final class ReplyWatch {

  private static final System.Logger LOG = System.getLogger(ReplyWatch.class.getName());

  static final Duration PERIOD = Duration.ofSeconds(1);

  /** The broker is asked after the first period without a sign of the queue, then after so many. */
  private static final int UNHEARD = 3;

  /** Periods for which the broker is asked after the last call. */
  private static final int LATELY = 30;

  /** For an answer that a broker that is well gives within milliseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** A quorum queue seems to have no consumer while its members elect a leader. */
  private static final int MOST_ELECTIONS = 3;

  private final BrokerLink link;
  private final Queue queue;
  private final Executor works;
  private final Scheduler scheduler;
  private final BooleanSupplier someWait;
  private final Consumer<String> onGone;
  private final Duration patience;

  private final AtomicBoolean ticking = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile boolean called; // in this period
  private volatile boolean heard; // in this period
  private volatile boolean suspected; // in this period
  private volatile boolean ended;
  private int unheard; // periods; of the one who ticks
  private int idle; // periods; of the one who ticks
  private int withoutConsumer; // answers in a row; of the one who asks

  /**
   * Begins with the first call.
   *
   * @param someWait whether calls wait for replies; may be asked on any thread
   * @param onGone is told once what is wrong with the queue, on a thread that may wait
   */
  ReplyWatch(
      BrokerLink link,
      Queue queue,
      Executor works,
      Scheduler scheduler,
      BooleanSupplier someWait,
      Consumer<String> onGone) {
    this(link, queue, works, scheduler, someWait, onGone, PATIENCE);
  }

  ReplyWatch(
      BrokerLink link,
      Queue queue,
      Executor works,
      Scheduler scheduler,
      BooleanSupplier someWait,
      Consumer<String> onGone,
      Duration patience) {
    this.link = link;
    this.queue = queue;
    this.works = works;
    this.scheduler = scheduler;
    this.someWait = someWait;
    this.onGone = onGone;
    this.patience = patience;
  }

  /** Somebody is about to call. Costs next to nothing. */
  void called() {
    if (!called) {
      called = true;
    }
    if (!ticking.get()) {
      begin();
    }
  }

  /** Something came from the queue. Costs next to nothing. */
  void heard() {
    if (!heard) {
      heard = true;
    }
  }

  /** A reply did not come in time: perhaps nothing comes any more. */
  void suspect() {
    suspected = true;
  }

  /** Nothing is looked after from now on. */
  void end() {
    ended = true;
  }

  private void begin() {
    if (!ended && ticking.compareAndSet(false, true)) {
      idle = 0;
      scheduler.after(PERIOD, this::tick);
    }
  }

  private void tick() {
    boolean goesOn = !ended;
    try {
      goesOn = goesOn && look();
    } finally {
      if (goesOn) {
        scheduler.after(PERIOD, this::tick);
      } else {
        ticking.set(false);
        if (called) { // since it was looked at
          begin();
        }
      }
    }
  }

  /** False if nobody needs it for now. */
  private boolean look() {
    idle = called || someWait.getAsBoolean() ? 0 : idle + 1;
    called = false;
    unheard = heard ? 0 : unheard + 1;
    boolean isDue = unheard == 1 || (unheard > 1 && (suspected || unheard % UNHEARD == 0));
    heard = false;
    suspected = false;
    if (isDue) {
      askSoon();
    }
    return idle < LATELY;
  }

  private void askSoon() {
    if (!asking.compareAndSet(false, true)) {
      return; // the last question is not answered yet
    }
    try {
      works.execute(this::ask);
    } catch (RejectedExecutionException e) { // the adapter is stopped
      asking.set(false);
    } catch (RuntimeException | Error e) {
      asking.set(false);
      throw e;
    }
  }

  private void ask() {
    try {
      // a stopped adapter's works run where they are handed over: here the timer would wait
      String fault = ended || ThreadRole.current() != null ? null : fault();
      if (fault != null && !ended) {
        end();
        onGone.accept(fault);
      }
    } catch (BrokerException e) {
      LOG.log(
          Level.DEBUG,
          "{0}: nothing could be learnt about {1}: {2}",
          link,
          queue.name(),
          e.getMessage());
    } finally {
      asking.set(false);
    }
  }

  /** What is wrong with the queue; null if it is well. */
  private String fault() throws BrokerException {
    Deadline deadline = Deadline.after(patience);
    try (ConsumerChannel channel = link.openConsumer(deadline)) {
      try {
        return faultOf(channel.consumerCount(queue.name(), deadline));
      } catch (BrokerException e) {
        if (e.isNotFound()) {
          return e.getMessage();
        }
        if (e.isForbidden()) {
          end(); // each question would be an error in the broker's log
        }
        if (e.kind() != Kind.TIMEOUT) {
          throw e;
        }
        link.requireAnswer(Deadline.after(patience));
        return e.getMessage();
      }
    }
  }

  private String faultOf(long consumers) {
    withoutConsumer = consumers > 0 ? 0 : withoutConsumer + 1;
    return withoutConsumer > (queue.isQuorum() ? MOST_ELECTIONS : 0)
        ? "the broker knows no consumer of it"
        : null;
  }
}
