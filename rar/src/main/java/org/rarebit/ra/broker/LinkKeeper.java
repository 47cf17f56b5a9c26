package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Keeps one link open for those who consume on it: opens it when the first member comes, replaces
 * it when it is lost, and closes it when the last member has gone. The only recoverer of the
 * inbound side. Thread-safe.
 *
 * <p>It holds no thread while the link is open or a wait is on: it connects on the executor and
 * waits on the scheduler. Nothing but {@link #remove} of the last member ends its attempts.
 */
public final class LinkKeeper {

  private static final System.Logger LOG = System.getLogger(LinkKeeper.class.getName());
  private static final Duration CONNECT_PATIENCE = Duration.ofMinutes(2);

  /** One who consumes on the link. */
  public interface Member {

    /**
     * Declares and consumes on a link. Called on the executor, again for each new link and after
     * each {@link LinkKeeper#attachAgain}, which may be asked for twice at once. May wait for the
     * broker.
     *
     * @param link open a moment ago
     * @param deadline when to give up
     * @throws BrokerException if it could not; tried again after a while
     */
    void attach(BrokerLink link, Deadline deadline) throws BrokerException;

    /**
     * Compares what is wanted with what there is: queues, bindings, consumers. Called on the
     * executor every few seconds while the member is attached, never beside {@link #attach}. May
     * wait for the broker.
     *
     * @param link on which it is attached
     * @param deadline when to give up
     * @throws BrokerException if something is missing: the member is attached again
     */
    default void check(BrokerLink link, Deadline deadline) throws BrokerException {}

    /**
     * The subject of log lines.
     *
     * @return for example {@code server calculator.node1}
     */
    String describe();
  }

  private final BrokerSettings settings;
  private final String name;
  private final Executor executor;
  private final Scheduler scheduler;

  private final Set<Member> members = new LinkedHashSet<>(); // guarded by this
  private final Backoff backoff = new Backoff(); // guarded by this
  private BrokerLink link; // guarded by this; null while there is none
  private boolean connecting; // guarded by this; an attempt is under way or waits for its time
  private long lostAtNanos; // guarded by this; 0 if not lost
  private boolean failureReported; // guarded by this
  private String lastError; // guarded by this; null if there was none
  private Instant nextAttempt; // guarded by this; null while there is a link or one is tried
  private MBeanRegistration shown; // guarded by this; null without members

  /**
   * A supervisor without members: it does nothing yet.
   *
   * @param settings where and who
   * @param name what the broker shows as the connection's name
   * @param executor runs what waits for the broker
   * @param scheduler runs what is to happen later
   */
  public LinkKeeper(BrokerSettings settings, String name, Executor executor, Scheduler scheduler) {
    this.settings = settings;
    this.name = name;
    this.executor = executor;
    this.scheduler = scheduler;
  }

  /**
   * Takes a member in; it is attached soon, and whenever there is a new link. Returns at once.
   *
   * @param member not a member yet
   */
  public void add(Member member) {
    BrokerLink open;
    synchronized (this) {
      members.add(member);
      if (shown == null) {
        shown = new View().register(name);
      }
      open = link;
      if (open == null && !connecting) {
        connecting = true;
        executor.execute(this::connect);
      }
    }
    if (open != null) {
      executor.execute(() -> attach(member, open, new Backoff()));
    }
  }

  /**
   * Lets a member go; the last one takes the link with it. May wait for the broker's goodbye.
   *
   * @param member who is not attached any more
   * @return true if there are no members left
   */
  public boolean remove(Member member) {
    BrokerLink idle = null;
    MBeanRegistration gone = null;
    boolean last;
    synchronized (this) {
      members.remove(member);
      last = members.isEmpty();
      if (last) {
        idle = link;
        link = null;
        gone = shown;
        shown = null;
      }
    }
    if (gone != null) {
      gone.close();
    }
    if (idle != null) {
      idle.close();
    }
    return last;
  }

  /**
   * Those who consume on the link, or will.
   *
   * @return how many
   */
  public synchronized int memberCount() {
    return members.size();
  }

  /**
   * Attaches a member once more, because its channel or a queue of its is gone while the link is
   * there. Returns at once; nothing happens if the link is lost, since a new one attaches all.
   *
   * @param member a member
   */
  public void attachAgain(Member member) {
    BrokerLink open = currentLink();
    if (open != null) {
      Backoff pause = new Backoff();
      scheduler.after(pause.next(), () -> executor.execute(() -> attach(member, open, pause)));
    }
  }

  private synchronized BrokerLink currentLink() {
    return link;
  }

  private void connect() {
    if (!isWanted()) {
      return;
    }
    try {
      BrokerLink fresh = BrokerLink.open(settings, name, Deadline.after(CONNECT_PATIENCE));
      established(fresh);
    } catch (BrokerException | RuntimeException e) {
      report(e);
      scheduleConnect();
    }
  }

  private synchronized boolean isWanted() {
    nextAttempt = null;
    if (members.isEmpty()) {
      connecting = false;
      return false;
    }
    return true;
  }

  private void established(BrokerLink fresh) {
    List<Member> all;
    synchronized (this) {
      connecting = false;
      all = new ArrayList<>(members);
      if (!all.isEmpty()) {
        link = fresh;
        backoff.reset();
        logEstablished(fresh);
      }
    }
    if (all.isEmpty()) { // the last member went while we connected
      fresh.close();
      return;
    }
    fresh.onLoss(reason -> lost(fresh, reason));
    for (Member member : all) {
      attach(member, fresh, new Backoff());
    }
  }

  private void attach(Member member, BrokerLink to, Backoff pause) {
    synchronized (this) {
      if (link != to || !members.contains(member)) {
        return; // a newer link has attached it, or it has gone
      }
    }
    try {
      member.attach(to, to.patience());
    } catch (BrokerException | RuntimeException e) {
      if (to.isOpen()) { // else the next link attaches it
        LOG.log(Level.WARNING, member.describe() + ": " + e.getMessage() + " Trying again.", e);
        scheduler.after(pause.next(), () -> executor.execute(() -> attach(member, to, pause)));
      }
    }
  }

  private void lost(BrokerLink which, BrokerException reason) {
    synchronized (this) {
      if (link != which) {
        return; // we closed it ourselves
      }
      link = null;
      connecting = true;
      lostAtNanos = System.nanoTime();
      failureReported = true;
      lastError = reason.getMessage();
    }
    LOG.log(
        Level.WARNING,
        name + ": " + reason.getMessage() + " Connecting again; nothing is consumed until then.");
    scheduleConnect();
  }

  private void scheduleConnect() {
    Duration wait;
    synchronized (this) {
      wait = backoff.next();
      nextAttempt = Instant.now().plus(wait);
    }
    scheduler.after(wait, () -> executor.execute(this::connect));
  }

  private void report(Exception e) {
    boolean first;
    synchronized (this) {
      first = !failureReported;
      lastError = e.getMessage();
      failureReported = true;
    }
    LOG.log(
        first ? Level.WARNING : Level.DEBUG,
        name + ": " + e.getMessage() + " Trying again until it is there.");
  }

  private void logEstablished(BrokerLink fresh) {
    String after =
        lostAtNanos == 0
            ? ""
            : " again after "
                + Duration.ofNanos(System.nanoTime() - lostAtNanos).toMillis() / 1000.0
                + " s";
    LOG.log(Level.INFO, name + ": connected to " + fresh.address() + after);
    lostAtNanos = 0;
    failureReported = false;
  }

  private final class View extends LinkView {

    View() {
      super(settings, "inbound");
    }

    @Override
    BrokerLink link() {
      return currentLink();
    }

    @Override
    String stateWithoutLink() {
      return "CONNECTING";
    }

    @Override
    Instant nextAttempt() {
      synchronized (LinkKeeper.this) {
        return nextAttempt;
      }
    }

    @Override
    public int getSharers() {
      return memberCount();
    }

    @Override
    public String getLastError() {
      synchronized (LinkKeeper.this) {
        return lastError;
      }
    }
  }
}
