package org.rarebit.testkit.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The sending half of a connection: a thread that drains a queue of commands and flushes when the
 * queue is empty, so that many deliveries share a system call and a client that does not read holds
 * up nobody else. Thread-safe; {@link #send} never blocks.
 *
 * <p>Memory: above {@value #HIGH_WATER} bytes waiting, {@link #hasRoom()} is false; then consumers
 * get nothing and the connection reads no more commands, until less than {@value #LOW_WATER} wait.
 */
final class FrameWriter implements Runnable {
  private static final long HIGH_WATER = 16 << 20;
  private static final long LOW_WATER = 4 << 20;
  private static final int BUFFER = 64 << 10;

  private final OutputStream socketOut;
  private final Runnable roomAgain;
  private final BlockingQueue<Outgoing> queue = new LinkedBlockingQueue<>();
  private volatile long heartbeatMillis = Long.MAX_VALUE;
  private volatile int frameMax = BrokerSettings.FRAME_MIN;
  private long waitingBytes; // guarded by this
  private boolean full; // guarded by this
  private boolean ended; // guarded by this

  /**
   * @param roomAgain run by the writer's thread, with no lock held, when it is no longer full
   */
  FrameWriter(OutputStream socketOut, Runnable roomAgain) {
    this.socketOut = socketOut;
    this.roomAgain = roomAgain;
  }

  /**
   * What the handshake agreed on.
   *
   * @param heartbeatMillis after which idle time to send a heartbeat; 0: never
   */
  void tune(int frameMax, long heartbeatMillis) {
    this.frameMax = frameMax;
    this.heartbeatMillis = heartbeatMillis == 0 ? Long.MAX_VALUE : heartbeatMillis;
  }

  void send(Outgoing command) {
    synchronized (this) {
      if (ended) {
        return;
      }
      waitingBytes += command.size();
      full |= waitingBytes > HIGH_WATER;
      queue.add(command);
    }
  }

  /** Lets the thread end once everything sent so far is on its way; later commands are dropped. */
  void finish() {
    synchronized (this) {
      if (!ended) {
        ended = true;
        queue.add(Outgoing.END);
        notifyAll();
      }
    }
  }

  synchronized boolean hasRoom() {
    return !full;
  }

  /** Waits until there is room or the writer ends. */
  synchronized void awaitRoom() throws InterruptedException {
    while (full && !ended) {
      wait();
    }
  }

  @Override
  public void run() {
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socketOut, BUFFER))) {
      for (Outgoing command = next(out); !command.isEnd(); command = next(out)) {
        command.writeTo(out, frameMax);
        written(command.size());
      }
      out.flush();
    } catch (IOException gone) {
      // the reader of the same socket sees it too, and cleans up
      finish();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Outgoing next(DataOutputStream out) throws IOException, InterruptedException {
    Outgoing command = queue.poll();
    if (command != null) {
      return command;
    }
    out.flush();
    command = queue.poll(heartbeatMillis, TimeUnit.MILLISECONDS);
    while (command == null) {
      new Frame(AMQP.FRAME_HEARTBEAT, 0).writeTo(out);
      out.flush();
      command = queue.poll(heartbeatMillis, TimeUnit.MILLISECONDS);
    }
    return command;
  }

  private void written(long bytes) {
    boolean relieved;
    synchronized (this) {
      waitingBytes -= bytes;
      relieved = full && waitingBytes < LOW_WATER;
      if (relieved) {
        full = false;
        notifyAll();
      }
    }
    if (relieved) {
      roomAgain.run();
    }
  }
}
