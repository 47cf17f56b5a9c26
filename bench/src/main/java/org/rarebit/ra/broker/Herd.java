package org.rarebit.ra.broker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * Application servers that come back at once to a cluster that was away: their pauses are the
 * adapter's, all else is a model. A node divides its cores among the logins that it has taken, the
 * cluster creates one queue after the other, and who waits too long gives up and begins again. Time
 * goes by in steps, so a run of minutes takes a second or two, and the same seed gives the same.
 */
public final class Herd {

  private static final int STEP_MILLIS = 10;
  private static final int QUEUES_OF_A_TOPIC = 3; // the topic's, the server's, fanouts
  private static final double COST_OF_KNOWN = 0.05; // of a queue that is there, to a new one

  /** As in {@link LinkKeeper}. */
  private static final int MOST_AT_ONCE = 16;

  private static final int ATTACH_PATIENCE_MILLIS = 30_000;

  /**
   * What comes back to what.
   *
   * @param servers how many application servers
   * @param topics how many topics each of them serves
   * @param nodes of the cluster
   * @param cores of a node
   * @param loginMillis processor time of the broker for a login
   * @param queuesPerSecond how many queues the cluster can create
   * @param keepsQueues whether they outlived the restart
   * @param timeoutMillis how long a login may take
   * @param longestSeconds when to give up looking
   */
  public record Scenario(
      int servers,
      int topics,
      int nodes,
      int cores,
      double loginMillis,
      int queuesPerSecond,
      boolean keepsQueues,
      int timeoutMillis,
      int longestSeconds) {}

  /**
   * How it went; times are from the moment when the cluster takes connections again.
   *
   * @param loggedInSeconds until each server is logged in; NaN if that was not seen
   * @param halfSeconds until half of all topics are served
   * @param allSeconds until all are
   * @param logins how many were begun, for each server
   * @param mostLogins how many a node had at once
   * @param attaches how often a topic was begun, on average
   */
  public record Outcome(
      double loggedInSeconds,
      double halfSeconds,
      double allSeconds,
      double logins,
      int mostLogins,
      double attaches) {}

  private final Scenario scenario;
  private final SplittableRandom random;
  private final BiFunction<LinePauses, Duration, Duration> afterSilence;

  private final List<List<Login>> logins = new ArrayList<>(); // of each node
  private final PriorityQueue<Timed> events =
      new PriorityQueue<>((one, other) -> Long.compare(one.at, other.at));
  private final Deque<Attach> store = new ArrayDeque<>(); // one after the other
  private double storeBudget; // queues that can be created in this step
  private long now; // milliseconds
  private int begun;
  private int loggedIn;
  private int served;
  private int attaches;
  private int mostLogins;

  /**
   * A herd that is away, with the adapter's pauses.
   *
   * @param scenario what comes back
   * @param seed of all that happens by chance
   */
  public Herd(Scenario scenario, long seed) {
    this(scenario, seed, LinePauses::afterSilence);
  }

  /** With other pauses after a login that was not answered in time. */
  Herd(Scenario scenario, long seed, BiFunction<LinePauses, Duration, Duration> afterSilence) {
    this.scenario = scenario;
    this.random = new SplittableRandom(seed);
    this.afterSilence = afterSilence;
    for (int i = 0; i < scenario.nodes(); i++) {
      logins.add(new ArrayList<>());
    }
  }

  /**
   * Lets them come back. Once only.
   *
   * @return how it went
   */
  public Outcome run() {
    for (int i = 0; i < scenario.servers(); i++) {
      Server server = new Server(new LinePauses(random.split()));
      // all that time nobody was there, and each is somewhere within its pause
      at(random.nextLong(server.pauses.afterNobody().toMillis()), server::connect);
    }
    int all = scenario.servers() * scenario.topics();
    double everybody = Double.NaN;
    double half = Double.NaN;
    double last = Double.NaN;
    while (Double.isNaN(last) && now < scenario.longestSeconds() * 1000L) {
      step();
      everybody = seconds(everybody, loggedIn == scenario.servers());
      half = seconds(half, served * 2 >= all && loggedIn > 0);
      last = seconds(last, served == all && loggedIn == scenario.servers());
    }
    return new Outcome(
        everybody,
        half,
        last,
        begun / (double) scenario.servers(),
        mostLogins,
        all == 0 ? 0 : attaches / (double) all);
  }

  private double seconds(double known, boolean reached) {
    return Double.isNaN(known) && reached ? now / 1000.0 : known;
  }

  private void step() {
    now += STEP_MILLIS;
    while (!events.isEmpty() && events.peek().at <= now) {
      events.poll().what.run();
    }
    logins.forEach(this::answerLogins);
    storeBudget = Math.min(1, storeBudget) + scenario.queuesPerSecond() * STEP_MILLIS / 1000.0;
    while (storeBudget > 0 && !store.isEmpty()) {
      storeBudget -= store.poll().create();
    }
  }

  /** A node's cores are divided among its logins, each of which uses one at most. */
  private void answerLogins(List<Login> ofNode) {
    mostLogins = Math.max(mostLogins, ofNode.size());
    double each = STEP_MILLIS * Math.min(1, scenario.cores() / (double) ofNode.size());
    for (Iterator<Login> it = ofNode.iterator(); it.hasNext(); ) {
      Login login = it.next();
      login.left -= each;
      if (login.left <= 0) {
        it.remove();
        login.server.loggedIn();
      } else if (now - login.begunAt >= scenario.timeoutMillis()) {
        it.remove();
        login.server.givesUp(now - login.begunAt);
      }
    }
  }

  private void at(long millis, Runnable what) {
    events.add(new Timed(millis, what));
  }

  private record Timed(long at, Runnable what) {}

  private static final class Login {

    final Server server;
    final long begunAt;
    double left;

    Login(Server server, long begunAt, double left) {
      this.server = server;
      this.begunAt = begunAt;
      this.left = left;
    }
  }

  private final class Server {

    final LinePauses pauses;
    final Deque<Member> waiting = new ArrayDeque<>();
    int attaching;

    Server(LinePauses pauses) {
      this.pauses = pauses;
      for (int i = 0; i < scenario.topics(); i++) {
        waiting.add(new Member(this));
      }
    }

    void connect() {
      begun++;
      logins
          .get(random.nextInt(scenario.nodes()))
          .add(new Login(this, now, scenario.loginMillis()));
    }

    void givesUp(long takenMillis) {
      Duration pause = afterSilence.apply(pauses, Duration.ofMillis(takenMillis));
      at(now + pause.toMillis(), this::connect);
    }

    void loggedIn() {
      loggedIn++;
      attachNext();
    }

    void attachNext() {
      while (attaching < MOST_AT_ONCE && !waiting.isEmpty()) {
        waiting.poll().attach();
      }
    }
  }

  /** A topic of a server. */
  private final class Member {

    final Server server;
    final boolean[] exists = new boolean[QUEUES_OF_A_TOPIC];
    final Backoff backoff = new Backoff(random.split());

    Member(Server server) {
      this.server = server;
      Arrays.fill(exists, scenario.keepsQueues());
    }

    void attach() {
      attaches++;
      server.attaching++;
      Attach attach = new Attach(this);
      store.add(attach);
      at(now + ATTACH_PATIENCE_MILLIS, attach::giveUp);
    }

    void again() {
      server.waiting.add(this);
      server.attachNext();
    }
  }

  /** What a member has asked for at once. The broker does it, also if nobody waits any more. */
  private final class Attach {

    final Member member;
    boolean isOver;

    Attach(Member member) {
      this.member = member;
    }

    /** What it cost, in queues. */
    double create() {
      double cost = 0;
      for (int i = 0; i < QUEUES_OF_A_TOPIC; i++) {
        cost += member.exists[i] ? COST_OF_KNOWN : 1;
        member.exists[i] = true;
      }
      if (!isOver) {
        isOver = true;
        served++;
        member.server.attaching--;
        member.server.attachNext();
      }
      return cost;
    }

    void giveUp() {
      if (!isOver) {
        isOver = true;
        member.server.attaching--;
        at(now + member.backoff.next().toMillis(), member::again);
        member.server.attachNext();
      }
    }
  }
}
