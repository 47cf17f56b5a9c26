package org.rarebit.ra.broker;

import com.rabbitmq.client.impl.AMQImpl;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Route;

/**
 * A channel in transaction mode (AMQP tx.select): the broker keeps what is published until the
 * commit and forgets it if the channel ends before. For one thread at a time. After any failure it
 * is of no use any more and is to be closed.
 *
 * @see <a href="https://www.rabbitmq.com/docs/semantics#tx">Broker semantics: transactions</a>
 */
public final class TransactedChannel implements AutoCloseable {

  private final ClientChannel channel;
  private final Compression compression;
  private volatile Route returned; // of a mandatory message, since the last commit; or null

  private TransactedChannel(ClientChannel channel, Compression compression) {
    this.channel = channel;
    this.compression = compression;
    channel.receiver(
        new ClientChannel.Receiver() {
          @Override
          public void returned(Route route, byte[] body) {
            returned = route; // comes before the answer to the commit
          }
        });
  }

  static TransactedChannel on(ClientChannel channel, Compression compression, Deadline deadline)
      throws BrokerException {
    TransactedChannel transacted = new TransactedChannel(channel, compression);
    channel.ask("open a transaction", new AMQImpl.Tx.Select(), deadline);
    return transacted;
  }

  /**
   * Publishes as part of the transaction. Blocks while the link is blocked by the broker, until the
   * deadline.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked; nothing is sent
   */
  public void publish(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    Names.require(route);
    OutgoingMessage encoded = message.compressed(compression);
    LinkWriter.Room room = channel.link().room(encoded.body().length, deadline);
    try {
      channel.publish(
          new AMQImpl.Basic.Publish(
              0, route.exchange(), route.routingKey(), encoded.mandatory(), false),
          encoded.properties(),
          encoded.body());
    } finally {
      room.release();
    }
  }

  /**
   * Makes the broker take all that was published since the last commit, and waits until it has:
   * durable messages are stored then.
   *
   * @param deadline when to give up waiting
   * @throws BrokerException LOST, CHANNEL or TIMEOUT, after which the broker may have taken it all
   *     the same; UNROUTABLE if no queue took a mandatory message, and the others have been sent
   */
  public void commit(Deadline deadline) throws BrokerException {
    channel.ask("commit", new AMQImpl.Tx.Commit(), deadline);
    Route back = returned;
    if (back != null) {
      returned = null;
      throw channel.link().noRoute(back);
    }
  }

  /**
   * Tells whether the channel can be used.
   *
   * @return false once it or its link is closed or lost
   */
  public boolean isOpen() {
    return channel.isUsable();
  }

  /**
   * Closes the channel; the broker forgets what was not committed. Does not wait for it; never
   * fails.
   */
  @Override
  public void close() {
    channel.end();
  }
}
