package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.rarebit.ra.broker.BrokerException.Kind;

/**
 * The links for publishing, shared by all who have the same settings, credentials included: the
 * first user opens one, the last one closes it, and another is opened when one carries as many
 * channels as the settings or the broker allow, or when one takes nothing any more, whatever the
 * channel. Thread-safe. A lost link is never lent again.
 *
 * <p>Who comes while a link is opened waits for it, each until a deadline of its own. If it is not
 * opened for a reason of the opener's (it had less time than the settings give, was interrupted, or
 * had an error), one of those who wait tries itself; if the broker said no, or cannot be reached,
 * all are told. An opener tells how it went whatever it was that ended it.
 */
public final class LinkPool implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LinkPool.class.getName());

  /** Channels of a link beside those of its users: for replies, for calls, to declare on. */
  private static final int CHANNELS_BESIDE = 8;

  /** How long a new link is used whatever it refuses. */
  private static final Duration TIME_TO_SHOW = Duration.ofSeconds(10);

  private static final int LINES_A_MINUTE = 10;

  private final String name;
  private final LinkThreads threads;
  private final Map<BrokerSettings, List<Shared>> bySettings = new HashMap<>(); // guarded by this
  private final List<Shared> closing = new ArrayList<>(); // guarded by this
  private boolean closed; // guarded by this
  private final List<LongSupplier> undelivered = new CopyOnWriteArrayList<>();
  private int opened; // guarded by this; numbers the links' names
  private final LogLimiter limited = new LogLimiter(LOG, LINES_A_MINUTE);

  /** Guarded by this; nanoTime of the first loss after which no link was opened. */
  private final Map<BrokerSettings, Long> lostAt = new HashMap<>();

  /**
   * An empty pool.
   *
   * @param name begins the names of its links
   */
  public LinkPool(String name) {
    this.name = name;
    this.threads = new LinkThreads(name);
  }

  /**
   * Takes a share of a link, for one channel. Blocks while a link is being opened.
   *
   * @param settings where and who
   * @param deadline when to give up
   * @return a lease, to be closed
   * @throws BrokerException UNREACHABLE, REFUSED, LIMIT or TIMEOUT if no link can be opened, CLOSED
   *     if the pool is closed, INTERRUPTED
   */
  public Lease lease(BrokerSettings settings, Deadline deadline) throws BrokerException {
    ThreadRole.mayWait("take a share of a link");
    while (true) {
      Share share = share(settings);
      boolean leased = false;
      try {
        BrokerLink link = share.isOpener ? open(share.of, deadline) : awaitOpen(share.of, deadline);
        if (link != null) {
          throwIfClosed(); // meanwhile
          leased = true;
          return new Lease(share.of, link, true);
        }
      } finally {
        if (!leased) {
          release(share.of, true);
        }
      }
    }
  }

  private record Share(Shared of, boolean isOpener) {}

  private synchronized void throwIfClosed() throws BrokerException {
    if (closed) {
      throw new BrokerException(Kind.CLOSED, "The resource adapter is stopped.");
    }
  }

  private synchronized Share share(BrokerSettings settings) throws BrokerException {
    throwIfClosed();
    List<Shared> links = bySettings.computeIfAbsent(settings, any -> new ArrayList<>());
    for (Shared candidate : links) {
      if (candidate.hasRoom()) {
        candidate.leases++;
        candidate.channels++;
        return new Share(candidate, false);
      }
    }
    Shared fresh = new Shared(settings, name + " " + ++opened);
    fresh.leases++;
    fresh.channels++;
    links.add(fresh);
    return new Share(fresh, true);
  }

  /** Connects outside the lock; who comes meanwhile waits for the outcome. */
  private static BrokerLink open(Shared shared, Deadline deadline) throws BrokerException {
    Throwable failure = new IllegalStateException("the attempt to open a link has ended");
    boolean isHasty = deadline.remaining().compareTo(shared.fullTime()) < 0;
    try {
      BrokerLink link = shared.connector.open(deadline);
      failure = null;
      shared.opened(link);
      return link;
    } catch (BrokerException | RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      if (failure != null) {
        shared.failed(failure, isOpenersOwn(failure, isHasty) || deadline.isPassed());
      }
    }
  }

  /** Whether another one may fare better. */
  private static boolean isOpenersOwn(Throwable failure, boolean isHasty) {
    if (Thread.currentThread().isInterrupted() || !(failure instanceof BrokerException known)) {
      return true;
    }
    return switch (known.kind()) {
      case INTERRUPTED -> true;
      case REFUSED, LIMIT, CLOSED -> false;
      default -> isHasty;
    };
  }

  /** Null if it failed for a reason of the opener's: to be tried again. */
  private static BrokerLink awaitOpen(Shared shared, Deadline deadline) throws BrokerException {
    try {
      return shared.link.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new BrokerException(
          Kind.TIMEOUT, "The connection to " + shared.settings + " was not open in time.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(
          Kind.INTERRUPTED,
          "The thread was interrupted while connecting to " + shared.settings + ".",
          e);
    } catch (ExecutionException e) {
      if (shared.isOpenersOwnFailure && !deadline.isPassed()) {
        return null;
      }
      throw e.getCause() instanceof BrokerException failure
          ? failure.forAnother()
          : new BrokerException(Kind.UNREACHABLE, e.getCause().toString(), e);
    }
  }

  private void release(Shared shared, boolean hadChannel) {
    Deadline deadline;
    synchronized (this) {
      if (hadChannel) {
        shared.channels--;
      }
      if (--shared.leases > 0) {
        return;
      }
      List<Shared> links = bySettings.get(shared.settings);
      if (links != null && links.remove(shared) && links.isEmpty()) {
        bySettings.remove(shared.settings);
      }
      if (shared.ready == null || shared.isClosing) {
        return; // it was never open, or the pool closes it
      }
      shared.isClosing = true;
      closing.add(shared);
      // what comes to be open after the pool was closed is awaited by nobody
      deadline = closed ? Deadline.after(BrokerLink.GOODBYE) : shared.ready.patience();
    }
    startClosing(shared, deadline); // who gives back may be what reads the goodbye
  }

  /**
   * The links now open.
   *
   * @return how many sockets the pool has
   */
  public synchronized int openLinks() {
    return (int) bySettings.values().stream().flatMap(List::stream).filter(Shared::isOpen).count();
  }

  /**
   * Lends a link no more, as it refuses what others may take; who has it keeps it. Does nothing
   * with one that was opened a moment ago: another one is no better then.
   *
   * @param link a link of this pool, or of none any more
   */
  public synchronized void avoid(BrokerLink link) {
    for (List<Shared> links : bySettings.values()) {
      for (Shared shared : links) {
        if (shared.link() == link && shared.isOldEnough.isPassed()) {
          shared.avoided = true;
        }
      }
    }
  }

  /**
   * Runs what waits for a broker, on a thread of its own, so that nobody waits with it. It runs no
   * code of an application's.
   *
   * @param task ends at a deadline of its own
   */
  public void startWaiting(Runnable task) {
    threads.newWorker(task, "waiting").start();
  }

  /**
   * Tells whether the adapter is stopped.
   *
   * @return true once the pool lends nothing any more
   */
  public synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Shows, with the links, what was to be sent after a commit and did not leave.
   *
   * @param counter of some users of the links; the others have their own
   */
  public void showUndelivered(LongSupplier counter) {
    undelivered.add(counter);
  }

  /**
   * Closes every link; their users are told. Later leases are refused. Waits for the brokers'
   * goodbyes, for all together at most two seconds; then it ends the sockets.
   */
  @Override
  public void close() {
    close(Deadline.after(BrokerLink.GOODBYE));
  }

  /**
   * Closes every link, also those whose last user has left a moment ago; their users are told.
   * Later leases are refused. No socket is left, and no thread that waits for a broker.
   *
   * @param deadline when to give up waiting for the brokers' goodbyes: the sockets are ended then
   */
  public void close(Deadline deadline) {
    List<Shared> all = new ArrayList<>();
    List<Shared> opening = new ArrayList<>();
    synchronized (this) {
      closed = true;
      for (List<Shared> links : bySettings.values()) {
        for (Shared shared : links) {
          if (shared.ready == null) {
            opening.add(shared); // if it comes to be open yet, who opens it closes it
          } else if (!shared.isClosing) {
            shared.isClosing = true;
            all.add(shared);
          }
        }
      }
      bySettings.clear();
      closing.addAll(all);
    }
    opening.forEach(shared -> shared.connector.cancel());
    for (Shared shared : all) {
      startClosing(shared, deadline);
    }
    List<Shared> late;
    synchronized (this) {
      deadline.waitWhile(this, () -> !closing.isEmpty());
      late = List.copyOf(closing);
    }
    late.forEach(shared -> shared.ready.abort());
  }

  /** Each on a thread of its own: nobody waits for another's broker. */
  private void startClosing(Shared shared, Deadline deadline) {
    Runnable task =
        () -> {
          try {
            shared.close(deadline);
          } finally {
            gone(shared);
          }
        };
    try {
      threads.newWorker(task, "closing").start();
    } catch (RuntimeException | Error e) { // no thread left: without the broker's goodbye, then
      LOG.log(Level.WARNING, shared.name + " is closed without a goodbye: " + e);
      shared.close(Deadline.after(Duration.ZERO));
      gone(shared);
    }
  }

  private synchronized void gone(Shared shared) {
    closing.remove(shared);
    notifyAll();
  }

  /** One line each, and who it happened to learns it as well. On the link's own thread. */
  private void lost(Shared shared, BrokerException reason) {
    if (reason.kind() == Kind.CLOSED) {
      return; // nobody needs it any more
    }
    synchronized (this) {
      lostAt.putIfAbsent(shared.settings, System.nanoTime());
    }
    Runnable line =
        () ->
            limited.log(
                Level.WARNING,
                "lost",
                () ->
                    shared.name
                        + ": "
                        + LogText.sentence(reason.getMessage())
                        + " Who sends opens another one.");
    try {
      startWaiting(line); // a log may be slow
    } catch (RuntimeException | Error e) { // no thread left: who sends learns it
      LOG.log(Level.DEBUG, "a loss is not told", e);
    }
  }

  private void tellIfAgain(Shared shared, BrokerLink open) {
    Long since;
    synchronized (this) {
      since = lostAt.remove(shared.settings);
    }
    if (since != null) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
      limited.log(
          Level.INFO,
          "again",
          () ->
              shared.name
                  + ": connected to "
                  + open.address()
                  + " again after "
                  + millis / 1000.0
                  + " s");
    }
  }

  /** A share of a link. */
  public final class Lease implements AutoCloseable {

    private final Shared shared;
    private final BrokerLink link;
    private final boolean hasChannel;
    private final AtomicBoolean released = new AtomicBoolean();

    private Lease(Shared shared, BrokerLink link, boolean hasChannel) {
      this.shared = shared;
      this.link = link;
      this.hasChannel = hasChannel;
    }

    /**
     * The link.
     *
     * @return always the same; it may be lost meanwhile
     */
    public BrokerLink link() {
      return link;
    }

    /**
     * Another lease of the same link, for a call or a send that may outlive this one. Needs no
     * channel.
     *
     * @return a lease, to be closed as well
     * @throws BrokerException CLOSED if this one, or the pool, is closed
     */
    public Lease retain() throws BrokerException {
      synchronized (LinkPool.this) {
        if (closed || released.get()) {
          throw new BrokerException(Kind.CLOSED, "The lease of " + link + " has been given back.");
        }
        shared.leases++;
      }
      return new Lease(shared, link, false);
    }

    /**
     * Gives the share back; the last one closes the link. Waits for nobody, on whatever thread.
     * Twice is harmless.
     */
    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        release(shared, hasChannel);
      }
    }
  }

  private final class Shared extends LinkView {

    final BrokerSettings settings;
    final String name;
    final LinkConnector connector;
    final CompletableFuture<BrokerLink> link = new CompletableFuture<>();
    volatile BrokerLink ready; // null until it is open; set before the waiting are told
    volatile boolean hasFailed;
    volatile boolean isOpenersOwnFailure; // others may fare better
    private MBeanRegistration shown; // guarded by this; null unless it is shown
    int leases; // guarded by the pool
    int channels; // guarded by the pool; leases that have one
    boolean isClosing; // guarded by the pool
    final Deadline isOldEnough = Deadline.after(TIME_TO_SHOW);
    boolean avoided; // guarded by the pool

    Shared(BrokerSettings settings, String name) {
      super(settings, "outbound");
      this.settings = settings;
      this.name = name;
      this.connector = new LinkConnector(settings, name);
    }

    /** Under the pool. */
    boolean hasRoom() {
      if (hasFailed || avoided) {
        return false;
      }
      BrokerLink open = ready;
      if (open == null) {
        return channels < settings.channelsPerLink();
      }
      return open.isOpen() && !open.isFull() && !isRefusing(open) && channels < roomOf(open);
    }

    /** A new one that refuses shows that another one is no better. */
    private boolean isRefusing(BrokerLink open) {
      return open.refusesAll() && isOldEnough.isPassed();
    }

    private int roomOf(BrokerLink open) {
      int allowed = open.channelMax();
      return Math.min(
          settings.channelsPerLink(),
          Math.max(1, allowed - Math.min(CHANNELS_BESIDE, allowed / 2)));
    }

    boolean isOpen() {
      BrokerLink open = ready;
      return open != null && open.isOpen();
    }

    void opened(BrokerLink open) {
      synchronized (this) {
        shown = register(name);
      }
      ready = open;
      link.complete(open);
      tellIfAgain(this, open);
      open.onLoss(reason -> lost(this, reason));
    }

    /** What an opener needs to try each host as long as the settings allow. */
    Duration fullTime() {
      return Duration.ofMillis(settings.connectTimeoutMillis())
          .multipliedBy(settings.hosts().size());
    }

    void failed(Throwable failure, boolean isOpenersOwn) {
      isOpenersOwnFailure = isOpenersOwn;
      hasFailed = true;
      link.completeExceptionally(failure);
    }

    void hide() {
      MBeanRegistration was;
      synchronized (this) {
        was = shown;
        shown = null;
      }
      if (was != null) {
        was.close();
      }
    }

    void close(Deadline deadline) {
      hide();
      ready.close(deadline);
    }

    @Override
    BrokerLink link() {
      return ready;
    }

    @Override
    String stateWithoutLink() {
      return "LOST";
    }

    @Override
    Instant nextAttempt() {
      return null; // whoever needs a link opens another one
    }

    @Override
    public long getUndeliveredSends() {
      return undelivered.stream().mapToLong(LongSupplier::getAsLong).sum();
    }

    @Override
    public int getSharers() {
      synchronized (LinkPool.this) {
        return channels;
      }
    }

    @Override
    public String getLastError() {
      BrokerLink last = link();
      BrokerException loss = last == null ? null : last.loss();
      return loss == null ? null : loss.getMessage();
    }
  }
}
