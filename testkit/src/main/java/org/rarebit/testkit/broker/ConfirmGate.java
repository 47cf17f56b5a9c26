package org.rarebit.testkit.broker;

import com.rabbitmq.client.impl.AMQImpl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of publisher confirms: sent at once, unless a test wants them late, withheld or
 * negative. Thread-safe.
 */
final class ConfirmGate {
  private final List<Runnable> withheld = new ArrayList<>(); // guarded by this
  private boolean withholding; // guarded by this
  private long delayNanos; // guarded by this
  private long gatherNanos; // guarded by this
  private long refusingUntilNanos = System.nanoTime(); // guarded by this

  synchronized boolean isRefusing() {
    return System.nanoTime() - refusingUntilNanos < 0;
  }

  synchronized void refuseFor(long nanos) {
    refusingUntilNanos = System.nanoTime() + nanos;
  }

  synchronized void gather(Duration within) {
    gatherNanos = within.toNanos();
  }

  synchronized void setDelay(Duration delay) {
    delayNanos = delay.toNanos();
  }

  synchronized void withhold() {
    withholding = true;
  }

  /** Sends what was withheld, in order, and withholds no more. */
  void release() {
    List<Runnable> released;
    synchronized (this) {
      withholding = false;
      released = List.copyOf(withheld);
      withheld.clear();
    }
    released.forEach(Runnable::run);
  }

  synchronized int withheldCount() {
    return withheld.size();
  }

  /** Confirms a publish now or later. Called with the virtual host's monitor held. */
  synchronized void answer(ChannelSession channel, long sequence, boolean taken) {
    if (withholding) {
      keepBack(channel, () -> send(channel, sequence, taken));
    } else if (gatherNanos > 0 && taken) {
      if (channel.publisher().gather(sequence)) {
        VirtualHost vhost = channel.vhost();
        vhost.at(vhost.now() + gatherNanos, () -> sendGathered(channel));
      }
    } else if (delayNanos > 0) {
      VirtualHost vhost = channel.vhost();
      vhost.at(vhost.now() + delayNanos, () -> send(channel, sequence, taken));
    } else {
      send(channel, sequence, taken);
    }
  }

  /** Answers a commit, which is the confirm of all its messages, now or when that is released. */
  synchronized void answerCommit(ChannelSession channel) {
    if (withholding) {
      keepBack(channel, () -> sendCommitOk(channel));
    } else {
      sendCommitOk(channel);
    }
  }

  /**
   * Answers a channel.flow, by which a publisher learns that all before it was handled, now or when
   * that is released.
   */
  synchronized void answerFlow(ChannelSession channel) {
    if (withholding) {
      keepBack(channel, () -> sendFlowOk(channel));
    } else {
      sendFlowOk(channel);
    }
  }

  private static void sendFlowOk(ChannelSession channel) {
    if (channel.isOpen()) {
      channel.send(new AMQImpl.Channel.FlowOk(true));
    }
  }

  private static void sendCommitOk(ChannelSession channel) {
    if (channel.isOpen()) {
      channel.send(new AMQImpl.Tx.CommitOk());
    }
  }

  private void keepBack(ChannelSession channel, Runnable answer) {
    withheld.add(
        () -> {
          synchronized (channel.vhost()) {
            answer.run();
          }
        });
    channel.vhost().changed();
  }

  private static void sendGathered(ChannelSession channel) {
    long last = channel.publisher().takeGathered();
    if (last > 0 && channel.isOpen()) {
      channel.send(new AMQImpl.Basic.Ack(last, true));
    }
  }

  private static void send(ChannelSession channel, long sequence, boolean taken) {
    sendGathered(channel); // a refusal in between: what was taken before it comes first
    if (channel.isOpen()) {
      channel.send(
          taken
              ? new AMQImpl.Basic.Ack(sequence, false)
              : new AMQImpl.Basic.Nack(sequence, false, false));
    }
  }
}
