package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.rarebit.ra.broker.BrokerException.Kind;

/**
 * Keeps those attached who consume from a broker. What is wanted, the members, is compared with
 * what is, the links and what is attached on them: at each event and every few seconds. The only
 * recoverer of the inbound side. Thread-safe. It holds no thread while nothing is to be done: what
 * waits for the broker runs on the executor.
 *
 * <p>These hold at any time:
 *
 * <ul>
 *   <li>No event is needed: a loss, an answer or a wake-up that nobody hears of is found by the
 *       next look. An attempt that ends by whatever is thrown is over, and the next look sees it.
 *   <li>A member is attached or checked by one thread at a time, on the link of its line.
 *   <li>There is at most one attempt a second to connect. The pauses of a line grow while its links
 *       do not last, those of a member while it cannot be attached; neither makes others wait. What
 *       was there a moment ago is soon tried again, however often it is lost.
 *   <li>A link takes as many members as it has channels for; a further line takes the others.
 * </ul>
 */
public final class LinkKeeper {

  private static final System.Logger LOG = System.getLogger(LinkKeeper.class.getName());

  /** How often a member is asked whether all is there; more than a second's work, and seldom. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** For each member, so that a thousand of them do not keep the broker busy. */
  private static final Duration LOOK_EACH = Duration.ofMillis(10);

  /** For all that a member asks for when it attaches, at a broker that has just begun. */
  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);

  private static final Duration CONNECT_PATIENCE = Duration.ofMinutes(2);

  /** For what cannot be had, and stands aside meanwhile. */
  private static final Duration LONGEST_PAUSE_IF_VAIN = Duration.ofSeconds(30);

  /**
   * Of a link: a channel each. RabbitMQ allows 2047 unless channel_max of its operator's says more.
   */
  private static final int MOST_MEMBERS = 4000;

  private static final int MOST_AT_ONCE = 16; // of a link, while they attach
  private static final int MOST_CHECKS_AT_ONCE = 4;

  /** One who consumes on a link. */
  public interface Member {

    /**
     * Declares and consumes on a link, in place of what it had before. Called on the executor, for
     * each new link and when something was missing. May wait for the broker.
     *
     * @param link open a moment ago
     * @param deadline when to give up
     * @throws BrokerException if it could not; tried again after a while, on another link if the
     *     reason was a limit (LIMIT)
     */
    void attach(BrokerLink link, Deadline deadline) throws BrokerException;

    /**
     * Compares what is wanted with what there is: queues, bindings, consumers. Called on the
     * executor every few seconds while the member is attached, never beside {@link #attach}. May
     * wait for the broker.
     *
     * @param link on which it is attached
     * @param deadline when to give up
     * @throws BrokerException if something is missing: the member is attached again. TIMEOUT,
     *     INTERRUPTED and LIMIT say that it could not be found out, and change nothing
     */
    default void check(BrokerLink link, Deadline deadline) throws BrokerException {}

    /**
     * The subject of log lines.
     *
     * @return for example {@code server calculator.node1}
     */
    String describe();
  }

  private enum State {
    WANTED,
    ATTACHING,
    ATTACHED,
    CHECKING
  }

  private final BrokerSettings settings;
  private final String name;
  private final Executor executor;
  private final Scheduler scheduler;
  private final Duration period;

  private final Map<Member, Kept> members = new LinkedHashMap<>(); // guarded by this
  private final List<Line> lines = new ArrayList<>(); // guarded by this; each has members
  private final List<Attempt> running = new ArrayList<>(); // guarded by this
  private long lastConnectNanos =
      System.nanoTime() - LinePauses.SHORTEST.toNanos(); // guarded by this
  private final List<Runnable> said = new ArrayList<>(); // guarded by this; to be logged
  private int checking; // guarded by this
  private Scheduler.Task wakeUp; // guarded by this; null if none is to come
  private long wakesAtNanos; // guarded by this

  /**
   * A keeper without members: it does nothing yet.
   *
   * @param settings where and who
   * @param name what the broker shows as the connections' name
   * @param executor runs what waits for the broker; never blocks who hands over
   * @param scheduler runs what is to happen later
   */
  public LinkKeeper(BrokerSettings settings, String name, Executor executor, Scheduler scheduler) {
    this(settings, name, executor, scheduler, LOOK);
  }

  LinkKeeper(
      BrokerSettings settings,
      String name,
      Executor executor,
      Scheduler scheduler,
      Duration period) {
    this.settings = settings;
    this.name = name;
    this.executor = executor;
    this.scheduler = scheduler;
    this.period = period;
  }

  /**
   * Takes a member in; it is attached soon, and whenever it has to be again. Returns at once.
   *
   * @param member not a member yet
   */
  public void add(Member member) {
    synchronized (this) {
      members.put(member, new Kept(member));
    }
    reconcile();
  }

  /**
   * Lets a member go; the last one of a link takes it with it. Waits for the broker's goodbye, at
   * most for the connect timeout.
   *
   * @param member who is not attached any more
   * @return true if there are no members left
   */
  public boolean remove(Member member) {
    return remove(member, Deadline.after(Duration.ofMillis(settings.connectTimeoutMillis())));
  }

  /**
   * Lets a member go; the last one of a link takes it with it, also while it is being opened. Waits
   * for the broker's goodbye.
   *
   * @param member who is not attached any more
   * @param deadline when to give up waiting
   * @return true if there are no members left
   */
  public boolean remove(Member member, Deadline deadline) {
    Line empty = null;
    BrokerLink idle = null;
    LinkConnector vain = null;
    boolean last;
    synchronized (this) {
      Kept gone = members.remove(member);
      last = members.isEmpty();
      if (gone != null && gone.line != null) {
        gone.line.members.remove(gone);
        if (gone.line.members.isEmpty()) {
          empty = gone.line;
          idle = empty.link;
          vain = empty.connector;
          empty.link = null;
          lines.remove(empty);
        }
      }
    }
    if (empty != null) {
      empty.shown.close();
    }
    if (vain != null) {
      vain.cancel();
    }
    if (idle != null) {
      idle.close(deadline);
    }
    return last;
  }

  /**
   * Attaches a member once more, because its channel or a queue of its is gone while the link is
   * there. Returns at once; may be called on any thread, and twice.
   *
   * @param member a member
   */
  public void attachAgain(Member member) {
    synchronized (this) {
      Kept kept = members.get(member);
      if (kept == null) {
        return;
      }
      switch (kept.state) {
        case ATTACHED -> kept.wantAgain(System.nanoTime(), LinePauses.LONGEST);
        case ATTACHING, CHECKING -> kept.isAskedAgain = true;
        case WANTED -> {
          // it will be
        }
      }
    }
    reconcile();
  }

  /** Looks at everything and begins what is to be done. Waits for nobody, on whatever thread. */
  private void reconcile() {
    List<Attempt> due = new ArrayList<>();
    List<Runnable> lines;
    synchronized (this) {
      look(System.nanoTime(), due);
      running.addAll(due);
      lines = List.copyOf(said);
      said.clear();
    }
    for (Attempt attempt : due) {
      begin(attempt);
    }
    lines.forEach(Runnable::run);
  }

  private void begin(Attempt attempt) {
    try {
      executor.execute(attempt);
    } catch (Throwable e) { // "unable to create native thread": tried again as any other failure
      attempt.failure = e;
      attempt.isOver = true;
      wakeUpAfter(LinePauses.SHORTEST.toNanos());
    }
  }

  /** Under this. */
  private void look(long now, List<Attempt> due) {
    for (Attempt attempt : List.copyOf(running)) {
      if (attempt.isOver) {
        running.remove(attempt);
        attempt.settle(now, due);
      }
    }
    for (Line line : lines) {
      line.noticeLoss(now);
    }
    long next = now + period.toNanos();
    for (Kept kept : members.values()) {
      next = earlier(next, kept.look(now, due));
    }
    for (Line line : lines) {
      next = earlier(next, line.look(now, due));
    }
    if (!members.isEmpty()) {
      wakeUpAfter(next - now);
    }
  }

  private static long earlier(long one, long other) {
    return one - other <= 0 ? one : other;
  }

  private synchronized void wakeUpAfter(long nanos) {
    long at = System.nanoTime() + Math.max(0, nanos);
    if (wakeUp != null) {
      if (wakesAtNanos - at <= 0 && System.nanoTime() - wakesAtNanos < period.toNanos()) {
        return; // it comes in time; one that is overdue by much was lost
      }
      wakeUp.cancel();
    }
    wakesAtNanos = at;
    wakeUp = scheduler.after(Duration.ofNanos(Math.max(0, nanos)), this::wake);
  }

  private void wake() {
    synchronized (this) {
      wakeUp = null;
    }
    reconcile();
  }

  /** Under this. A line with room, or a further one. */
  private Line lineFor(Kept kept) {
    for (Line line : lines) {
      if (line.members.size() < line.capacity && !line.isApart && !kept.isApart) {
        return line;
      }
    }
    Line fresh = new Line(kept.isApart);
    lines.add(fresh);
    fresh.shown = fresh.register(name);
    return fresh;
  }

  /** Under this; written after it, since a log may be slow. */
  private void say(Level level, String line, Throwable trace) {
    said.add(() -> LOG.log(level, line, trace));
  }

  /** Something that waits for the broker, on a thread of the executor. */
  private abstract class Attempt implements Runnable {

    volatile Throwable failure; // null unless it failed
    volatile boolean isOver;

    @Override
    public final void run() {
      try {
        make();
      } catch (Throwable e) { // an Error as well: nothing but the members' going ends the attempts
        failure = e;
      } finally {
        isOver = true; // needs no stack and no memory, and the next look sees it
      }
      reconcile();
    }

    abstract void make() throws BrokerException;

    /** Under the keeper. */
    abstract void settle(long now, List<Attempt> due);

    Kind kind() {
      return failure instanceof BrokerException e ? e.kind() : null;
    }
  }

  /** A member and what became of it. Guarded by the keeper. */
  private final class Kept {

    final Member member;
    final Backoff backoff = new Backoff();
    final Reasons reasons = new Reasons();
    Line line; // null if it is to be placed
    State state = State.WANTED;
    boolean isAskedAgain; // while it was busy
    boolean isApart; // on a line of its own: links ended twice when it alone was attaching
    int linksEnded;
    long notBefore = System.nanoTime();
    long attachedAt;
    long nextCheck;

    Kept(Member member) {
      this.member = member;
    }

    /** When to look again. */
    long look(long now, List<Attempt> due) {
      if (line == null) {
        line = lineFor(this);
        line.members.add(this);
      }
      long soon = now + period.toNanos();
      if (line.link == null) {
        return soon;
      }
      if (state == State.WANTED) {
        if (notBefore - now > 0) {
          return notBefore;
        }
        if (line.attaching < line.atOnce) {
          state = State.ATTACHING;
          line.attaching++;
          due.add(new Attaching(this, line));
        } // else the next that is over looks again
      } else if (state == State.ATTACHED) {
        if (nextCheck - now > 0) {
          return nextCheck;
        }
        if (checking < MOST_CHECKS_AT_ONCE) {
          state = State.CHECKING;
          checking++;
          due.add(new Checking(this, line));
        }
      }
      return soon;
    }

    void wantAgain(long now, Duration longestPause) {
      if (now - attachedAt > LinePauses.LASTING.toNanos()) {
        hasServed();
      }
      state = State.WANTED;
      isAskedAgain = false;
      notBefore = now + backoff.next(longestPause).toNanos();
    }

    void hasServed() {
      backoff.reset();
      linksEnded = 0;
    }

    void attached(long now) {
      state = State.ATTACHED;
      attachedAt = now;
      nextCheck = now + checkPause();
      int vain = reasons.forget();
      if (vain > 0) {
        say(Level.INFO, member.describe() + ": attached again after " + vain + " attempts", null);
      }
    }

    long checkPause() {
      return Math.max(period.toNanos(), LOOK_EACH.toNanos() * members.size());
    }

    boolean isGone() {
      return members.get(member) != this;
    }

    void failed(long now, Throwable failure, Duration longestPause, String whatNow) {
      wantAgain(now, longestPause);
      Level level = reasons.isNew(failure) ? Level.WARNING : Level.DEBUG;
      say(
          level,
          member.describe() + ": " + LogText.sentence(textOf(failure)) + whatNow + reasons.count(),
          failure instanceof BrokerException ? null : failure);
    }

    void moveOn() {
      line.members.remove(this);
      line = null;
      state = State.WANTED;
    }
  }

  /** Asks a member something on the link that its line had then. */
  private abstract class Asking extends Attempt {

    final Kept kept;
    final Line line;
    final BrokerLink link;

    Asking(Kept kept, Line line) {
      this.kept = kept;
      this.line = line;
      this.link = line.link;
    }

    @Override
    final void settle(long now, List<Attempt> due) {
      makeRoom();
      if (kept.isGone()) {
        return;
      }
      if (kept.line != line || line.link != link || !link.isOpen()) {
        linkHasEnded(now);
        return;
      }
      answered(now);
      if (kept.isAskedAgain && kept.state == State.ATTACHED) {
        kept.wantAgain(now, LinePauses.LONGEST);
      }
    }

    /** The next one may be asked. */
    abstract void makeRoom();

    /** Whatever the answer is, it counts no more. */
    abstract void linkHasEnded(long now);

    abstract void answered(long now);
  }

  private final class Attaching extends Asking {

    Attaching(Kept kept, Line line) {
      super(kept, line);
    }

    @Override
    void make() throws BrokerException {
      kept.member.attach(link, Deadline.after(ATTACH_PATIENCE));
    }

    @Override
    void makeRoom() {
      line.attaching--;
    }

    /** Perhaps by what it asked for: so others are attached before it the next time. */
    @Override
    void linkHasEnded(long now) {
      kept.wantAgain(now, LONGEST_PAUSE_IF_VAIN);
      if (line.attachingWhenLost == kept) {
        line.attachingWhenLost = null;
        kept.linksEnded++;
        if (kept.linksEnded > 1 && !kept.isApart && line.members.size() > 1) {
          kept.isApart = true;
          kept.moveOn();
        }
      }
    }

    @Override
    void answered(long now) {
      if (failure == null) {
        kept.attached(now);
      } else if (kind() == Kind.LIMIT && line.members.size() > 1) {
        line.capacity = line.members.size() - 1;
        kept.moveOn();
        kept.notBefore = now;
      } else {
        kept.failed(now, failure, LONGEST_PAUSE_IF_VAIN, " Trying again.");
      }
    }
  }

  private final class Checking extends Asking {

    Checking(Kept kept, Line line) {
      super(kept, line);
    }

    @Override
    void make() throws BrokerException {
      kept.member.check(link, Deadline.after(ATTACH_PATIENCE));
    }

    @Override
    void makeRoom() {
      checking--;
    }

    /** It is attached on the next one, without a pause. */
    @Override
    void linkHasEnded(long now) {
      kept.state = State.WANTED;
    }

    @Override
    void answered(long now) {
      kept.state = State.ATTACHED;
      kept.nextCheck = now + kept.checkPause();
      if (now - kept.attachedAt > LinePauses.LASTING.toNanos()) {
        kept.hasServed();
      }
      if (failure != null && !isInconclusive() && !kept.isAskedAgain) {
        kept.failed(now, failure, LinePauses.LONGEST, " Attaching again.");
      }
    }

    private boolean isInconclusive() {
      return kind() == Kind.TIMEOUT || kind() == Kind.INTERRUPTED || kind() == Kind.LIMIT;
    }
  }

  private final class Connecting extends Attempt {

    private final Line line;
    private final LinkConnector connector;
    private volatile BrokerLink fresh;

    Connecting(Line line, LinkConnector connector) {
      this.line = line;
      this.connector = connector;
    }

    @Override
    void make() throws BrokerException {
      BrokerLink open = connector.open(Deadline.after(CONNECT_PATIENCE));
      fresh = open;
      open.onLoss(reason -> reconcile());
      if (!isWanted()) {
        open.close();
      }
    }

    private boolean isWanted() {
      synchronized (LinkKeeper.this) {
        return lines.contains(line);
      }
    }

    @Override
    void settle(long now, List<Attempt> due) {
      line.connector = null;
      if (!lines.contains(line)) {
        BrokerLink late = fresh;
        if (late != null && late.isOpen()) { // the last member went a moment ago
          due.add(new Closing(late));
        }
        return;
      }
      if (fresh == null) {
        line.connectFailed(now, failure);
      } else {
        line.established(now, fresh);
      }
    }
  }

  private final class Closing extends Attempt {

    private final BrokerLink link;

    Closing(BrokerLink link) {
      this.link = link;
    }

    @Override
    void make() {
      link.close();
    }

    @Override
    void settle(long now, List<Attempt> due) {
      // it is closed
    }
  }

  /** A place for a link, and its members. Guarded by the keeper. */
  private final class Line extends LinkView {

    final List<Kept> members = new ArrayList<>();
    final Reasons reasons = new Reasons();
    final boolean isApart;
    BrokerLink link; // null while there is none
    LinkConnector connector; // null unless it connects
    int attaching;
    Kept attachingWhenLost; // the only one; null if there was none, or several
    int atOnce = 1;
    int capacity = MOST_MEMBERS;
    long notBefore = System.nanoTime();
    long beganAt; // to connect
    long openedAt;
    long lostAt; // 0 if it never was
    long opened; // links, one after the other
    final LinePauses pauses = new LinePauses();
    String lastError; // null if there was none
    Instant nextAttempt; // null while there is a link or one is tried
    MBeanRegistration shown; // null before it has a member

    Line(boolean isApart) {
      super(settings, "inbound");
      this.isApart = isApart;
    }

    /** When to look again. */
    long look(long now, List<Attempt> due) {
      if (link != null || connector != null) {
        return now + period.toNanos();
      }
      long earliest = lastConnectNanos + LinePauses.SHORTEST.toNanos();
      long at = notBefore - earliest > 0 ? notBefore : earliest;
      if (at - now > 0) {
        nextAttempt = Instant.now().plusNanos(at - now);
        return at;
      }
      connector = new LinkConnector(settings, name);
      nextAttempt = null;
      lastConnectNanos = now;
      beganAt = now;
      due.add(new Connecting(this, connector));
      return now + period.toNanos();
    }

    void established(long now, BrokerLink fresh) {
      link = fresh;
      opened++;
      openedAt = now;
      int channels = fresh.channelMax();
      atOnce = Math.max(1, Math.min(MOST_AT_ONCE, channels / 4)); // each declares on a second one
      capacity = Math.max(1, Math.min(MOST_MEMBERS, channels - atOnce));
      for (Kept kept : List.copyOf(members)) {
        if (members.size() > capacity && kept.state == State.WANTED) {
          kept.moveOn();
        }
      }
      String after =
          lostAt == 0
              ? ""
              : " again after " + TimeUnit.NANOSECONDS.toMillis(now - lostAt) / 1000.0 + " s";
      // a link that is lost at once, again and again, is told of once
      say(
          pauses.inVain() > 1 ? Level.DEBUG : Level.INFO,
          name + ": connected to " + fresh.address() + after,
          null);
      lostAt = 0;
    }

    void noticeLoss(long now) {
      BrokerException reason = link == null ? null : link.loss();
      if (reason == null) {
        if (link != null && pauses.inVain() > 0 && now - openedAt > LinePauses.LASTING.toNanos()) {
          pauses.forget();
          reasons.forget();
        }
        return;
      }
      notBefore = now + pauses.afterLoss(Duration.ofNanos(now - openedAt)).toNanos();
      if (pauses.inVain() == 0) {
        reasons.forget();
      }
      link = null;
      lostAt = now;
      attachingWhenLost = null;
      for (Kept kept : members) {
        switch (kept.state) {
          case ATTACHING -> attachingWhenLost = attaching == 1 ? kept : null;
          case ATTACHED -> kept.state = State.WANTED; // on the next link, without a pause
          case WANTED, CHECKING -> {
            // not attached, or seen when it has been checked
          }
        }
      }
      lastError = reason.getMessage();
      say(
          reasons.isNew(reason) ? Level.WARNING : Level.DEBUG,
          name
              + ": "
              + LogText.sentence(reason.getMessage())
              + " Connecting again; nothing is consumed until then."
              + reasons.count(),
          null);
    }

    void connectFailed(long now, Throwable failure) {
      Kind kind = failure instanceof BrokerException e ? e.kind() : null;
      notBefore = now + pauseAfter(failure, kind, now).toNanos();
      lastError = textOf(failure);
      // nobody but a person can change a password or a permission
      Level level = kind == Kind.REFUSED ? Level.ERROR : Level.WARNING;
      say(
          reasons.isNew(failure) ? level : Level.DEBUG,
          name
              + ": "
              + LogText.sentence(lastError)
              + " Trying again until it is there."
              + reasons.count(),
          failure instanceof BrokerException ? null : failure);
    }

    private Duration pauseAfter(Throwable failure, Kind kind, long now) {
      if (kind == Kind.REFUSED || kind == Kind.LIMIT) {
        return pauses.afterRefusal(
            isOfTheLogin(failure) ? LinePauses.LONGEST_IF_OF_THE_LOGIN : LinePauses.LONGEST);
      }
      return failure instanceof BrokerException e && e.isSlowLogin()
          ? pauses.afterSilence(Duration.ofNanos(now - beganAt))
          : pauses.afterNobody();
    }

    /** Not of a limit, nor of a virtual host, which the broker looks for after the login. */
    private boolean isOfTheLogin(Throwable failure) {
      return failure instanceof BrokerException e
          && e.kind() == Kind.REFUSED
          && e.replyCode() != AMQP.NOT_ALLOWED;
    }

    @Override
    BrokerLink link() {
      synchronized (LinkKeeper.this) {
        return link;
      }
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
      synchronized (LinkKeeper.this) {
        return members.size();
      }
    }

    @Override
    public long getReconnects() {
      synchronized (LinkKeeper.this) {
        return Math.max(0, opened - 1);
      }
    }

    @Override
    public String getLastError() {
      synchronized (LinkKeeper.this) {
        return lastError;
      }
    }
  }

  private static String textOf(Throwable failure) {
    return failure instanceof BrokerException ? failure.getMessage() : failure.toString();
  }

  /** Which reason was told last, so that each is told once and its repetitions are counted. */
  private static final class Reasons {

    private String last; // null if there was none
    private int times;

    /** Hosts are tried in any order. */
    private static String of(Throwable failure) {
      Throwable[] each = failure.getSuppressed();
      if (each.length == 0) {
        return textOf(failure);
      }
      List<String> texts = new ArrayList<>();
      for (Throwable one : each) {
        texts.add(textOf(one));
      }
      texts.sort(null);
      return String.join("; ", texts);
    }

    boolean isNew(Throwable failure) {
      String reason = of(failure);
      times++;
      if (reason.equals(last)) {
        return false;
      }
      last = reason;
      return true;
    }

    String count() {
      return times > 1 ? " (failure " + times + " in a row)" : "";
    }

    /** How many there were. */
    int forget() {
      int were = times;
      last = null;
      times = 0;
      return were;
    }
  }
}
