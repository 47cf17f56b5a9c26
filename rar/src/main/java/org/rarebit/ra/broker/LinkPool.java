package org.rarebit.ra.broker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.rarebit.ra.broker.BrokerException.Kind;

/**
 * The links for publishing, shared by all who have the same settings, credentials included: the
 * first user opens one, the last one closes it, and another is opened when one carries as many
 * channels as the settings allow. Thread-safe. A lost link is never lent again.
 */
public final class LinkPool implements AutoCloseable {

  private final String name;
  private final Map<BrokerSettings, List<Shared>> bySettings = new HashMap<>(); // guarded by this
  private boolean closed; // guarded by this
  private final LongAdder undelivered = new LongAdder();
  private int opened; // guarded by this; numbers the links' names

  /**
   * An empty pool.
   *
   * @param name begins the names of its links
   */
  public LinkPool(String name) {
    this.name = name;
  }

  /**
   * Takes a share of a link, for one channel. Blocks while a link is being opened.
   *
   * @param settings where and who
   * @param deadline when to give up
   * @return a lease, to be closed
   * @throws BrokerException UNREACHABLE, REFUSED or TIMEOUT if no link can be opened, CLOSED if the
   *     pool is closed
   */
  public Lease lease(BrokerSettings settings, Deadline deadline) throws BrokerException {
    Shared shared;
    boolean opener;
    synchronized (this) {
      if (closed) {
        throw new BrokerException(Kind.CLOSED, "The resource adapter is stopped.");
      }
      List<Shared> links = bySettings.computeIfAbsent(settings, any -> new ArrayList<>());
      shared =
          links.stream()
              .filter(candidate -> candidate.hasRoom(settings.channelsPerLink()))
              .findFirst()
              .orElse(null);
      opener = shared == null;
      if (opener) {
        shared = new Shared(settings, name + " " + ++opened);
        links.add(shared);
      }
      shared.users++;
    }
    try {
      BrokerLink link = opener ? open(shared, deadline) : await(shared, deadline);
      return new Lease(shared, link);
    } catch (BrokerException | RuntimeException e) {
      release(shared);
      throw e;
    }
  }

  /** Connects outside the lock; who comes meanwhile waits for the outcome. */
  private static BrokerLink open(Shared shared, Deadline deadline) throws BrokerException {
    try {
      BrokerLink link = BrokerLink.open(shared.settings, shared.name, deadline);
      shared.opened(link);
      return link;
    } catch (BrokerException | RuntimeException e) {
      shared.link.completeExceptionally(e);
      throw e;
    }
  }

  private static BrokerLink await(Shared shared, Deadline deadline) throws BrokerException {
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
      throw e.getCause() instanceof BrokerException failure
          ? failure.forAnother()
          : new BrokerException(Kind.UNREACHABLE, e.getCause().toString(), e);
    }
  }

  private void release(Shared shared) {
    synchronized (this) {
      if (--shared.users > 0) {
        return;
      }
      List<Shared> links = bySettings.get(shared.settings);
      if (links != null && links.remove(shared) && links.isEmpty()) {
        bySettings.remove(shared.settings);
      }
    }
    shared.close();
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
   * Counts what was to be sent after a commit and did not leave.
   *
   * @param count how many, may be zero
   */
  public void countUndelivered(int count) {
    undelivered.add(count);
  }

  /** Closes every link; their users are told. Later leases are refused. */
  @Override
  public void close() {
    List<Shared> all = new ArrayList<>();
    synchronized (this) {
      closed = true;
      bySettings.values().forEach(all::addAll);
      bySettings.clear();
    }
    all.forEach(Shared::close);
  }

  /** A share of a link. */
  public final class Lease implements AutoCloseable {

    private final Shared shared;
    private final BrokerLink link;
    private final AtomicBoolean released = new AtomicBoolean();

    private Lease(Shared shared, BrokerLink link) {
      this.shared = shared;
      this.link = link;
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
        shared.users++;
      }
      return new Lease(shared, link);
    }

    /** Gives the share back; the last one closes the link. Twice is harmless. */
    @Override
    public void close() {
      if (released.compareAndSet(false, true)) {
        release(shared);
      }
    }
  }

  private final class Shared extends LinkView {

    final BrokerSettings settings;
    final String name;
    final CompletableFuture<BrokerLink> link = new CompletableFuture<>();
    private volatile MBeanRegistration shown; // null until it is open
    int users; // guarded by the pool

    Shared(BrokerSettings settings, String name) {
      super(settings, "outbound");
      this.settings = settings;
      this.name = name;
    }

    boolean hasRoom(int limit) {
      boolean failed = link.isCompletedExceptionally();
      boolean lost = !failed && link.isDone() && !link.join().isOpen();
      return users < limit && !failed && !lost;
    }

    boolean isOpen() {
      return link.isDone() && !link.isCompletedExceptionally() && link.join().isOpen();
    }

    void opened(BrokerLink open) {
      shown = register(name);
      link.complete(open);
    }

    void close() {
      var unused = link.thenAccept(this::close); // at once, or when it has been opened
    }

    private void close(BrokerLink open) {
      shown.close();
      open.close();
    }

    @Override
    BrokerLink link() {
      return link.isCompletedExceptionally() ? null : link.getNow(null);
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
      return undelivered.sum();
    }

    @Override
    public int getSharers() {
      synchronized (LinkPool.this) {
        return users;
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
