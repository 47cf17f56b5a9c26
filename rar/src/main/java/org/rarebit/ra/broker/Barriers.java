package org.rarebit.ra.broker;

import com.rabbitmq.client.impl.AMQImpl;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells which messages the broker's side of a channel has handled, without a confirm for each. The
 * methods of a channel are handled, and answered, in the order in which they were sent. So what was
 * published before a question has gone to its queues, or has come back, when the question is
 * answered; the barrier is a question that asks for nothing. Thread-safe; who is told is told
 * without a lock.
 *
 * <p>What holds always:
 *
 * <ul>
 *   <li>A message is {@code behind}, with no barrier after it yet, or {@code before} the barrier
 *       that is on its way; it leaves, and is told, once: by the barrier's answer or by the
 *       channel's end.
 *   <li>At most one barrier is on its way. It is {@code due} while there is one, or one comes: so
 *       nothing is behind for long while the broker answers.
 *   <li>A message is noted before its frames, and frames and barriers are sent under {@code
 *       publishing}: none is told by a barrier that was sent before it.
 *   <li>Who publishes, and the reader, only enqueue: the link's own thread sends the barrier.
 * </ul>
 *
 * <p>It does not tell what the queues made of a message: a queue that is full may have refused it,
 * one that is replicated may not have it everywhere. Only a confirm does.
 */
final class Barriers {

  private static final System.Logger LOG = System.getLogger(Barriers.class.getName());

  /** How long messages wait for a barrier at most, and so how many barriers there are. */
  static final Duration PACE = Duration.ofMillis(10);

  private final ClientChannel channel;
  private final Object publishing;
  private List<Consumer<BrokerException>> behind = new ArrayList<>(); // guarded by this
  private List<Consumer<BrokerException>> before = List.of(); // guarded by this
  private boolean due; // guarded by this
  private BrokerException lost; // guarded by this; null while the channel is open

  /**
   * For a channel.
   *
   * @param publishing held by whoever publishes there
   */
  Barriers(ClientChannel channel, Object publishing) {
    this.channel = channel;
    this.publishing = publishing;
  }

  /** Under publishing, before the frames. The listener gets null if the message was handled. */
  void expect(Consumer<BrokerException> listener) {
    BrokerException reason;
    boolean begins = false;
    synchronized (this) {
      reason = lost;
      if (reason == null) {
        behind.add(listener);
        begins = !due;
        due = true;
      }
    }
    if (reason != null) { // a late comer learns it at once
      listener.accept(reason);
    } else if (begins) {
      sendSoon();
    }
  }

  /** Whether it was noted, and nobody is told of it now. Under publishing. */
  synchronized boolean withdraw(Consumer<BrokerException> listener) {
    int last = behind.lastIndexOf(listener);
    if (last < 0) {
      return false;
    }
    behind.remove(last);
    return true;
  }

  private void sendSoon() {
    try {
      var unused = channel.link().writer().after(PACE, this::send);
    } catch (RuntimeException | Error e) {
      giveUp(e);
    }
  }

  /** No memory, perhaps. It would be due for ever, and nobody told: the channel's end tells all. */
  private void giveUp(Throwable fault) {
    channel.end();
    LOG.log(Level.ERROR, "a channel was closed: nobody could ask what it has handled", fault);
  }

  /** On the link's own thread. */
  private void send() {
    ClientChannel.Answer answer;
    synchronized (publishing) {
      try {
        List<Consumer<BrokerException>> next = new ArrayList<>();
        synchronized (this) {
          before = behind;
          behind = next;
        }
        answer = channel.send("handle what was published", new AMQImpl.Channel.Flow(true));
      } catch (BrokerException e) { // its end tells all
        LOG.log(Level.DEBUG, "a channel ends before what was published is known to be handled", e);
        return;
      } catch (RuntimeException | Error e) {
        giveUp(e);
        return;
      }
    }
    var unused = answer.thenRun(this::crossed);
  }

  /** On the reader thread, usually. */
  private void crossed() {
    List<Consumer<BrokerException>> handled;
    boolean more;
    synchronized (this) {
      handled = before;
      before = List.of();
      more = !behind.isEmpty();
      due = more;
    }
    if (more) {
      sendSoon();
    }
    tell(handled, null);
  }

  /** The channel has ended. */
  void fail(BrokerException reason) {
    List<Consumer<BrokerException>> all = new ArrayList<>();
    synchronized (this) {
      lost = reason;
      all.addAll(before);
      all.addAll(behind);
      before = List.of();
      behind = new ArrayList<>();
    }
    tell(all, reason);
  }

  private static void tell(List<Consumer<BrokerException>> all, BrokerException reason) {
    for (Consumer<BrokerException> listener : all) {
      try {
        listener.accept(reason);
      } catch (RuntimeException | Error e) { // the others are told all the same
        LOG.log(Level.ERROR, "a listener failed that was told of a message", e);
      }
    }
  }
}
