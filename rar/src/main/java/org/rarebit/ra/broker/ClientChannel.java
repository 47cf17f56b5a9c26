package org.rarebit.ra.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException.Kind;

/**
 * One channel of the client: what publishers, consumers and transactions have in common. Nothing
 * that the client throws gets past it. Thread-safe.
 */
final class ClientChannel {

  private final BrokerLink link;
  private final Channel channel;

  ClientChannel(BrokerLink link, Channel channel) {
    this.link = link;
    this.channel = channel;
  }

  BrokerLink link() {
    return link;
  }

  Channel channel() {
    return channel;
  }

  /** A lost link closes its channels one after the other. */
  boolean isOpen() {
    return channel.isOpen() && link.isOpen();
  }

  void onLoss(Consumer<BrokerException> listener) {
    channel.addShutdownListener(signal -> listener.accept(lossOf(signal)));
  }

  private BrokerException lossOf(ShutdownSignalException signal) {
    if (signal.isHardError()) {
      return new BrokerException(
          Kind.LOST,
          "The connection to " + link.address() + " was lost: " + BrokerLink.reasonOf(signal) + ".",
          signal);
    }
    return new BrokerException(
        signal.isInitiatedByApplication() ? Kind.CLOSED : Kind.CHANNEL,
        link.address() + " closed the channel: " + CloseReason.text(signal),
        signal);
  }

  void ask(String what, Deadline deadline, Question question) throws BrokerException {
    link.throwIfLost();
    try {
      question.put();
    } catch (IOException | ShutdownSignalException e) {
      throw link.failure(what, e);
    }
  }

  void close() {
    link.close(channel);
  }

  interface Question {
    void put() throws IOException;
  }
}
