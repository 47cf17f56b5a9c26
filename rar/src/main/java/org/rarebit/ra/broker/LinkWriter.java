package org.rarebit.ra.broker;

import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The one owner of a socket's output. Frames are queued; whoever flushes writes them for all, as
 * far as the socket takes them at once. What it does not take is left to a thread of the link's
 * own, so nobody else ever waits for the socket: a publisher that finds the queue full waits for
 * room until its own deadline, and has sent nothing then. Thread-safe.
 *
 * <p>What holds always:
 *
 * <ul>
 *   <li>Nobody holds {@code lock} while he writes or waits, so it is free at once.
 *   <li>At most one thread writes ({@code draining}): who set it, or, once {@code handedOver}, the
 *       thread of the link. It alone touches {@code writing} and {@code slice}.
 *   <li>Who finds {@code draining} set says that he {@code asked}; who clears it has seen that
 *       nobody asked since, with {@code lock} held. So nothing that was flushed stays behind.
 *   <li>A reader or timer thread never writes, but for the last word of a link that is closed: it
 *       hands over ({@link ThreadRole}).
 *   <li>Frames leave in the order in which they were queued. The RabbitMQ client queues those of
 *       one channel under a lock of the channel, so those of a message stand together there.
 *   <li>The queue holds at most {@link #ROOM} bytes, or half of it and one message that is larger;
 *       and what is no message: settlements, heartbeats, requests, which always enter.
 *   <li>While somebody waits for room, what is queued is being written, flushed or not: it may be
 *       his own.
 *   <li>If the socket takes nothing for {@code patience} while something is to be written, the link
 *       ends, unless the broker has an {@code excuse}. {@code ended} never changes again, and all
 *       who wait wake up.
 * </ul>
 */
final class LinkWriter implements Scheduler {

  private static final System.Logger LOG = System.getLogger(LinkWriter.class.getName());

  /** How many bytes may wait for the socket. */
  static final int ROOM = 2 * 1024 * 1024;

  /** A message that needs no reservation: all threads of a server together add little to ROOM. */
  private static final int SMALL = 4 * 1024;

  private static final int SLICE = 64 * 1024;

  /** A caller writes for others so often; then it has done enough for them. */
  private static final int ROUNDS = 8;

  /** Without heartbeats: long enough for any pause of a broker, short enough for a person. */
  static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

  /** How long frames wait for somebody who is about to publish, too. */
  private static final Duration LONGEST_HELD = Duration.ofMillis(5);

  private static final Duration STALLED = Duration.ofMillis(100);

  /** Tells a flush of this thread that another one comes soon. No class of ours: it may stay. */
  private static final ThreadLocal<boolean[]> HOLDING =
      ThreadLocal.withInitial(() -> new boolean[1]);

  private static final Room ENOUGH = () -> {};

  /** What writes frames. */
  interface Writing {
    void put() throws IOException;
  }

  private final NetworkStream stream;
  private final ByteBuffer slice = ByteBuffer.allocateDirect(SLICE).limit(0);
  private final AtomicInteger coming = new AtomicInteger(); // publishers that were woken
  private final AtomicBoolean lateFlushComes = new AtomicBoolean();
  private volatile long patienceNanos = DEFAULT_PATIENCE.toNanos();
  private volatile BooleanSupplier excuse = () -> false;
  private volatile long fullSince; // nanoTime; 0 while the socket takes what is written

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition(); // for the link's own thread
  private final Condition room = lock.newCondition();
  private FrameBuffer filling = new FrameBuffer(); // guarded by lock
  private FrameBuffer writing = new FrameBuffer(); // of who drains; empty while nobody does
  private boolean draining; // guarded by lock
  private boolean handedOver; // guarded by lock; draining, too
  private boolean asked; // guarded by lock
  private long reserved; // guarded by lock; for messages that are about to enter
  private long queued; // guarded by lock; not taken by the socket
  private volatile long load; // queued and reserved; written with lock held
  private List<Runnable> tasks = new ArrayList<>(); // guarded by lock
  private long tasksDue; // guarded by lock; nanoTime
  private volatile IOException ended; // written with lock held; null while open

  LinkWriter(NetworkStream stream) {
    this.stream = stream;
  }

  /** What the link's own thread runs, until the link ends. */
  void run() {
    while (ended == null) {
      try {
        runTasks(awaitWork());
        drainPatiently();
      } catch (InterruptedException e) {
        LOG.log(Level.DEBUG, "nobody interrupts this thread", e);
      } catch (Throwable e) { // whatever it was: what is written would have gaps
        end(new IOException("writing failed: " + e, e));
      }
    }
  }

  /**
   * How long the socket may take nothing before the link ends.
   *
   * @param longest zero for the default
   */
  void patience(Duration longest) {
    patienceNanos = (longest.isZero() ? DEFAULT_PATIENCE : longest).toNanos();
  }

  /** Room for one message in the queue. */
  interface Room {

    /** The message has entered, or does not come: to be called in every case, once. */
    void release();
  }

  /**
   * While this is true the socket may take nothing for as long as it likes: the broker has said
   * that it reads nothing, and its heartbeats tell whether it lives.
   */
  void excuseWhile(BooleanSupplier condition) {
    excuse = condition;
  }

  /**
   * Makes sure of room for a message. Blocks while the queue is full, until the deadline; not on a
   * thread that must not wait.
   *
   * @param size of the message, roughly
   * @return null if there was none in time
   * @throws IOException if the link has ended
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  Room room(int size, Deadline deadline) throws IOException, InterruptedException {
    if (size <= SMALL && load < ROOM / 2) {
      return ENOUGH;
    }
    lock.lock();
    try {
      while (ended == null && !hasRoom(size) && ThreadRole.current() == null) {
        long left = deadline.remainingNanos();
        if (left == 0) {
          return null;
        }
        handOver(false); // what fills it may be this thread's own, which flushes later
        var unused = room.awaitNanos(left);
      }
      throwIfEnded();
      reserved += size;
      loadChanged();
      return () -> release(size);
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(int size) {
    return queued + reserved + size <= ROOM || queued + reserved <= ROOM / 2;
  }

  private void release(int size) {
    lock.lock();
    try {
      reserved -= size;
      loadChanged();
      if (lock.hasWaiters(room)) {
        handOver(false); // what has entered, too, may be flushed later
      }
    } finally {
      lock.unlock();
    }
  }

  private void loadChanged() {
    load = queued + reserved;
    if (load <= ROOM / 2) {
      room.signalAll();
    }
  }

  /** Queues frames that need not be flushed: the caller flushes soon. */
  void hold(Writing frames) throws IOException {
    boolean[] holding = HOLDING.get();
    boolean before = holding[0];
    holding[0] = true;
    try {
      frames.put();
    } finally {
      holding[0] = before;
    }
  }

  /** Queues a frame. Never blocks. */
  void add(Frame frame) throws IOException {
    lock.lock();
    try {
      throwIfEnded();
      int before = filling.size();
      filling.add(frame);
      queued += filling.size() - before;
      load = queued + reserved;
    } catch (RuntimeException | Error e) { // the message that it belongs to has a gap now
      end(new IOException("a frame could not be queued: " + e, e));
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Queues bytes that are no frame: the protocol's header. */
  void add(byte[] bytes) throws IOException {
    lock.lock();
    try {
      throwIfEnded();
      filling.write(bytes, 0, bytes.length);
      queued += bytes.length;
    } finally {
      lock.unlock();
    }
  }

  /** What the client asks for after each message: nothing if this thread holds. */
  void flushUnlessHeld() throws IOException {
    if (!HOLDING.get()[0]) {
      flush();
    }
  }

  /**
   * Sends what all threads have queued, or leaves that to another thread: who is writing, or is
   * woken to publish. Never waits.
   *
   * @throws IOException if the link has ended
   */
  void flush() throws IOException {
    if (coming.get() == 0) {
      flushNow();
    } else if (lateFlushComes.compareAndSet(false, true)) {
      var unused = after(LONGEST_HELD, this::flushLate);
    }
  }

  /** Who was woken to publish does not come: others must not wait for him. */
  private void flushLate() {
    lateFlushComes.set(false);
    try {
      flushNow();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the thread that reads from the socket learns it, too", e);
    }
  }

  /** The same, whoever is woken. */
  void flushNow() throws IOException {
    if (ThreadRole.current() != null) {
      handOver(false);
    } else if (beginDraining()) {
      drain();
    }
    throwIfEnded();
  }

  /** A thread is woken that is likely to publish; it is to say when it has come. */
  void expectPublisher() {
    coming.incrementAndGet();
  }

  /** A thread that was expected has come, and may publish or not. */
  void publisherCame() {
    if (coming.decrementAndGet() == 0) {
      try {
        flushNow();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "the thread that reads from the socket learns it, too", e);
      }
    }
  }

  /** Has the link's own thread write, even if no frame waits: TLS has something to say. */
  void answer() {
    handOver(true);
  }

  private void handOver(boolean always) {
    lock.lock();
    try {
      if (draining) {
        asked = true;
      } else if (ended == null && (always || !filling.isEmpty())) {
        draining = true;
        handedOver = true;
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean beginDraining() {
    lock.lock();
    try {
      if (draining) {
        asked = true;
        return false;
      }
      if (ended != null || filling.isEmpty()) {
        return false;
      }
      draining = true;
      swap();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void swap() {
    FrameBuffer full = filling;
    filling = writing;
    writing = full;
    asked = false;
  }

  /** Writes for all who flush, as long as the socket takes it, but not for ever. */
  private void drain() {
    for (int round = 0; ; round++) {
      boolean all = write();
      lock.lock();
      try {
        if (ended != null) {
          return;
        }
        if (!all || (asked && round >= ROUNDS)) {
          handedOver = true;
          work.signal();
          return;
        }
        if (!asked) {
          draining = false;
          return;
        }
        swap();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Writes what was handed over, however long it takes: of the link's own thread. */
  private void drainPatiently() throws IOException {
    lock.lock();
    try {
      if (!handedOver) {
        return;
      }
      if (unwritten() == 0) {
        swap(); // only now: what came since leaves with it
      }
    } finally {
      lock.unlock();
    }
    long progress = System.nanoTime();
    while (true) {
      long before = stream.taken();
      boolean all = write();
      long now = System.nanoTime();
      if (stream.taken() != before) {
        progress = now;
      }
      lock.lock();
      try {
        if (ended != null) {
          return;
        }
        if (all) {
          fullSince = 0;
          if (!asked) {
            draining = false;
            handedOver = false;
            return;
          }
          swap();
          continue;
        }
      } finally {
        lock.unlock();
      }
      fullSince = progress == 0 ? 1 : progress;
      long left = patienceNanos - (now - progress);
      if (left <= 0 && excuse.getAsBoolean()) {
        progress = now;
        left = patienceNanos;
      }
      if (left <= 0) {
        end(
            new IOException(
                "the broker has read nothing for "
                    + TimeUnit.NANOSECONDS.toMillis(now - progress) / 1000.0
                    + " s although "
                    + load
                    + " bytes wait to be sent"));
        return;
      }
      stream.awaitWritable(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
  }

  /** Writes until the socket takes no more; tells whether nothing is left. */
  private boolean write() {
    int before = unwritten();
    try {
      do {
        if (!slice.hasRemaining()) {
          slice.clear();
          try {
            writing.moveTo(slice);
          } finally {
            slice.flip();
          }
        }
        if (!stream.write(slice)) {
          return false;
        }
      } while (!writing.isEmpty());
      return true;
    } catch (IOException e) {
      end(e);
      return false;
    } catch (RuntimeException | Error e) {
      end(new IOException("writing failed: " + e, e));
      throw e;
    } finally {
      taken(before - unwritten());
    }
  }

  private int unwritten() {
    return writing.size() + slice.remaining();
  }

  private void taken(int bytes) {
    lock.lock();
    try {
      queued -= bytes;
      loadChanged();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs a task on the link's own thread soon. It writes frames, which leave together with those of
   * the other tasks of about the same time, with one write: the acknowledgements of many channels
   * need one wake-up. It may run earlier than asked for.
   */
  @Override
  public Task after(Duration delay, Runnable task) {
    lock.lock();
    try {
      long due = System.nanoTime() + delay.toNanos();
      if (tasks.isEmpty() || due - tasksDue < 0) {
        tasksDue = due;
        work.signal();
      }
      tasks.add(task);
    } finally {
      lock.unlock();
    }
    return () -> takeBack(task);
  }

  private void takeBack(Runnable task) {
    lock.lock();
    try {
      tasks.remove(task);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to write, or for the time of tasks; returns those that are due. */
  private List<Runnable> awaitWork() throws InterruptedException {
    lock.lock();
    try {
      while (ended == null && !handedOver) {
        if (tasks.isEmpty()) {
          work.await();
          continue;
        }
        long wait = tasksDue - System.nanoTime();
        if (wait <= 0) {
          List<Runnable> due = tasks;
          tasks = new ArrayList<>();
          return due;
        }
        var unused = work.awaitNanos(wait);
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private static void runTasks(List<Runnable> due) {
    for (Runnable task : due) {
      try {
        task.run();
      } catch (Throwable e) { // the others', and what was written, must not wait for it
        LOG.log(Level.ERROR, "a task that writes to a link failed", e);
      }
    }
  }

  /**
   * Waits until all that is queued has been taken, as long as the socket goes on taking.
   *
   * @return false if it does not, or not by the deadline
   */
  boolean awaitSent(Deadline deadline) throws InterruptedException {
    lock.lock();
    try {
      while (ended == null && queued > 0) {
        long left = deadline.remainingNanos();
        if (left == 0 || isStalled()) {
          return false;
        }
        handOver(false); // perhaps nobody flushes it any more
        var unused = room.awaitNanos(Math.min(left, STALLED.toNanos()));
      }
      return ended == null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the socket has taken nothing for a moment, although something is to be written.
   *
   * @return false usually
   */
  boolean isStalled() {
    long since = fullSince;
    return since != 0 && ended == null && System.nanoTime() - since > STALLED.toNanos();
  }

  /** For how long the socket has taken nothing; zero usually. */
  Duration stalledFor() {
    long since = fullSince;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  /** What waits to be sent, in bytes. */
  long load() {
    return load;
  }

  /** Why it has ended; null while it has not. */
  IOException ended() {
    return ended;
  }

  private void throwIfEnded() throws IOException {
    IOException why = ended;
    if (why != null) {
      throw new IOException(why.getMessage(), why);
    }
  }

  /** Sends what is there if the socket takes it now, and closes. Never waits; twice is harmless. */
  void close() {
    if (beginClosing()) {
      if (write()) {
        try {
          stream.sayGoodbye();
        } catch (IOException e) {
          LOG.log(Level.DEBUG, "a connection ends without a goodbye", e);
        }
      }
    }
    end(new IOException("the connection is closed"));
  }

  private boolean beginClosing() {
    lock.lock();
    try {
      if (draining || ended != null) {
        return false; // who writes cannot be waited for
      }
      draining = true;
      swap();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it at once. Whoever waits is told; who reads from the socket tells all others. */
  void end(IOException why) {
    lock.lock();
    try {
      fail(why);
    } finally {
      lock.unlock();
    }
    stream.close();
  }

  private void fail(IOException why) {
    if (ended == null) {
      ended = why;
      fullSince = 0;
      filling = new FrameBuffer(); // what it holds is lost: give the memory back
      tasks = new ArrayList<>();
      work.signal();
      room.signalAll();
    }
  }
}
