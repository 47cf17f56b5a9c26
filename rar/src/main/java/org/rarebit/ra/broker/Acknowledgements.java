package org.rarebit.ra.broker;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The acknowledgements of one channel. Each is a frame, a system call and a wake-up of the broker,
 * so they may be gathered: sent as one for all deliveries up to the last, when there are enough or
 * a short time has passed. Thread-safe.
 */
final class Acknowledgements {

  private static final System.Logger LOG = System.getLogger(Acknowledgements.class.getName());

  private final Channel channel;

  /** Held while settlements are written, so that they leave in the order that was decided. */
  private final Object writing = new Object();

  private final Unsettled unsettled = new Unsettled(); // those of due are settled
  private List<Long> due = new ArrayList<>(); // guarded by this; acknowledged, not sent
  private boolean flushComes; // guarded by this
  private Scheduler scheduler; // guarded by this
  private Duration delay = Duration.ZERO; // guarded by this
  private int most = Integer.MAX_VALUE; // guarded by this
  private boolean closed; // guarded by this

  Acknowledgements(Channel channel) {
    this.channel = channel;
  }

  /**
   * Gathers from now on.
   *
   * @param longest how long an acknowledgement may wait; zero: not at all
   */
  synchronized void gather(Scheduler timer, Duration longest) {
    scheduler = timer;
    delay = longest;
  }

  /** No more than this many wait. */
  synchronized void limit(int enough) {
    most = enough;
  }

  /** A delivery came that is to be settled. */
  void delivered(long tag) {
    unsettled.came(tag);
  }

  /**
   * Acknowledges deliveries, now or soon.
   *
   * @throws ShutdownSignalException if the channel is known to be closed
   * @throws IOException if it is just being closed: the broker takes the deliveries back
   */
  void ack(long... tags) throws IOException {
    if (!channel.isOpen()) {
      throw new AlreadyClosedException(channel.getCloseReason());
    }
    if (settle(tags)) {
      flush();
    }
  }

  /** Tells whether it is time to flush. */
  private synchronized boolean settle(long... tags) throws IOException {
    if (closed) {
      throw new IOException("the channel is being closed");
    }
    for (long tag : tags) {
      due.add(tag);
      unsettled.settled(tag);
    }
    if (delay.isZero() || due.size() >= most) {
      return true;
    }
    if (!flushComes) {
      flushComes = true;
      var unused = scheduler.after(delay, this::flushInTime);
    }
    return false;
  }

  /** Whether the broker can be told. */
  boolean isOpen() {
    return channel.isOpen();
  }

  /** Rejects a delivery at once. A quorum queue counts one that goes back as failed. */
  void reject(long tag, boolean requeue) throws IOException {
    synchronized (writing) {
      // before it is forgotten: else an acknowledgement of those up to a later one would be its own
      channel.basicReject(tag, requeue);
      unsettled.settled(tag);
    }
  }

  /** Gives a delivery back at once, by basic.nack: RabbitMQ 4.3 does not count that as failed. */
  void giveBack(long tag) throws IOException {
    synchronized (writing) {
      channel.basicNack(tag, false, true); // before it is forgotten, as above
      unsettled.settled(tag);
    }
  }

  /**
   * Gives the first of those back that are not settled, in one frame and so in their order.
   *
   * @return how many it were
   */
  int giveBackFirst(int most) throws IOException {
    synchronized (writing) {
      List<Long> first = unsettled.first(most);
      if (!first.isEmpty()) {
        channel.basicNack(first.get(first.size() - 1), true, true);
        first.forEach(unsettled::settled);
      }
      return first.size();
    }
  }

  private void flushInTime() {
    synchronized (this) {
      flushComes = false;
    }
    flushIfOpen();
  }

  /** Sends what is due and takes no more: it would not be sent before the channel closes. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    flushIfOpen();
  }

  /** Sends what is due, unless the channel is gone, and all that it had with it. */
  void flushIfOpen() {
    try {
      flush();
    } catch (IOException | ShutdownSignalException e) {
      LOG.log(System.Logger.Level.DEBUG, "acknowledgements are lost with their channel", e);
    }
  }

  private void flush() throws IOException {
    synchronized (writing) {
      List<Long> tags;
      long end;
      synchronized (this) {
        tags = due;
        due = new ArrayList<>();
        end = unsettled.lowest(); // after the tags of due were settled: none of them is later
      }
      long last = 0; // of those with nothing unsettled before
      for (long tag : tags) {
        if (tag > end) {
          channel.basicAck(tag, false);
        } else if (tag > last) {
          last = tag;
        }
      }
      if (last > 0) {
        channel.basicAck(last, true);
      }
    }
  }
}
