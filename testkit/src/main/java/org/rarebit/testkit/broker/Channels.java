package org.rarebit.testkit.broker;

import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The channels of one open connection. Guarded by the virtual host's monitor. */
final class Channels {
  private final ConnectionSession connection;
  private final Map<Integer, ChannelSession> byNumber = new HashMap<>();
  private boolean released;

  Channels(ConnectionSession connection) {
    this.connection = connection;
  }

  int count() {
    return byNumber.size();
  }

  /**
   * Hands a frame to its channel; ignores it if all is released.
   *
   * @throws AmqpException an error that closes the connection
   */
  void accept(Frame frame) throws IOException {
    if (!released) {
      byNumber.computeIfAbsent(frame.getChannel(), this::newChannel).accept(frame);
    }
  }

  private ChannelSession newChannel(int number) {
    int most = connection.channelMax();
    if (byNumber.size() >= most) {
      throw AmqpException.notAllowed(
          "number of channels opened (%d) has reached the negotiated channel_max (%d)"
              .formatted(byNumber.size(), most));
    }
    return new ChannelSession(connection, number);
  }

  void forget(ChannelSession channel) {
    byNumber.remove(channel.number(), channel);
  }

  /** Offers all consumers of the connection what waits for them. */
  void dispatch() {
    List.copyOf(byNumber.values()).forEach(ChannelSession::dispatch);
  }

  /**
   * Gives back everything that the channels hold, for good.
   *
   * @return false if that has been done before
   */
  boolean release() {
    if (released) {
      return false;
    }
    released = true;
    List<ChannelSession> all = List.copyOf(byNumber.values());
    byNumber.clear();
    // first of all, or the messages of one channel would go to the next
    all.forEach(ChannelSession::stopConsuming);
    all.forEach(ChannelSession::release);
    return true;
  }
}
