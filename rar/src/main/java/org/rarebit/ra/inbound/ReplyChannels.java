package org.rarebit.ra.inbound;

import java.util.ArrayList;
import java.util.List;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.broker.Publisher;
import org.rarebit.ra.broker.ReturnHandler;
import org.rarebit.ra.wire.Route;

/**
 * The channels that replies leave through. A few, since a channel is locked while frames are
 * written, and RabbitMQ runs a process for each channel, which it wakes for each message
 * (docs/decisions/0014-channels-of-calls.md). Thread-safe.
 */
final class ReplyChannels implements AutoCloseable {

  private static final int COUNT = 2;

  private final List<Publisher> channels;

  private ReplyChannels(List<Publisher> channels) {
    this.channels = channels;
  }

  /**
   * Opens all of them. Waits for the broker.
   *
   * @param returned gets the replies that no queue takes, on the reader thread
   */
  static ReplyChannels open(BrokerLink link, ReturnHandler returned) throws BrokerException {
    List<Publisher> opened = new ArrayList<>();
    try {
      while (opened.size() < COUNT) {
        Publisher channel = link.openPublisher(link.patience());
        channel.onReturn(returned);
        opened.add(channel);
      }
    } catch (BrokerException | RuntimeException e) {
      opened.forEach(Publisher::close);
      throw e;
    }
    return new ReplyChannels(List.copyOf(opened));
  }

  /** Publishes through the channel of the calling thread; to be flushed soon. */
  void publishHeld(Route route, OutgoingMessage message, Deadline deadline) throws BrokerException {
    int mine = (int) (Thread.currentThread().getId() % COUNT);
    channels.get(mine).publishHeld(route, message, deadline);
  }

  /** Sends what was published. */
  void flush() {
    channels.get(0).link().flush();
  }

  boolean areOpen() {
    return channels.stream().allMatch(Publisher::isOpen);
  }

  @Override
  public void close() {
    channels.forEach(Publisher::close);
  }
}
