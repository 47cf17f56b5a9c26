package org.rarebit.ra.broker;

import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Route;

/**
 * A channel to publish through. Thread-safe, though publishers do better with one each. One that
 * the broker closes because of an error stays closed; the link lives on.
 */
public final class Publisher implements AutoCloseable {

  private final ClientChannel channel;
  private final Compression compression;
  private final Object publishing = new Object();
  private volatile Confirms
      confirms; // null until the first confirmed publish; written under publishing

  Publisher(ClientChannel channel, Compression compression) {
    this.channel = channel;
    this.compression = compression;
  }

  /**
   * Publishes and does not wait for a confirm. Blocks while the link is blocked by the broker,
   * until the deadline.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public void publish(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    publishHeld(route, message, deadline);
    flush(); // without the locks: others write meanwhile
  }

  /**
   * Publishes like {@link #publish}, but the message may stay here until somebody flushes the link,
   * which the caller sees to.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public void publishHeld(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    OutgoingMessage encoded = message.compressed(compression);
    LinkWriter.Room room = link().room(encoded.body().length, deadline);
    try {
      synchronized (publishing) { // keeps the numbers of confirmed publishes right
        link().writer().hold(() -> send(route, encoded));
      }
    } catch (IOException | ShutdownSignalException e) {
      throw link().failure("take a message", e);
    } finally {
      room.release();
    }
  }

  private void flush() throws BrokerException {
    try {
      link().writer().flush();
    } catch (IOException e) {
      throw link().failure("take a message", e);
    }
  }

  /**
   * Publishes and asks for a confirm. Blocks like {@link #publish}; the first one also waits for
   * the broker to switch the channel to confirms.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @return the confirm to come
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public Confirm publishConfirmed(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    Confirm confirm = publishConfirmedHeld(route, message, deadline);
    flush();
    return confirm;
  }

  /**
   * Publishes like {@link #publishConfirmed}, but the message may stay here until somebody flushes
   * the link, which the caller sees to.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @return the confirm to come
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public Confirm publishConfirmedHeld(Route route, OutgoingMessage message, Deadline deadline)
      throws BrokerException {
    OutgoingMessage encoded = message.compressed(compression);
    return confirmed(route, encoded.body().length, () -> send(route, encoded), deadline);
  }

  /**
   * Publishes a message that came once more, body and properties as they are, mandatory, and asks
   * for a confirm. Blocks like {@link #publishConfirmed}.
   *
   * @param route where to
   * @param delivery the message; it stays to be settled
   * @param headers to be added to its own
   * @param deadline when to give up
   * @return the confirm to come
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public Confirm forward(
      Route route, Delivery delivery, Map<String, Object> headers, Deadline deadline)
      throws BrokerException {
    Confirm confirm =
        confirmed(
            route,
            delivery.bytes().length,
            () ->
                channel
                    .channel()
                    .basicPublish(
                        route.exchange(),
                        route.routingKey(),
                        true,
                        delivery.forwarded(headers),
                        delivery.bytes()),
            deadline);
    flush();
    return confirm;
  }

  private Confirm confirmed(
      Route route, int size, ClientChannel.Question publish, Deadline deadline)
      throws BrokerException {
    LinkWriter.Room room = link().room(size, deadline);
    try {
      // number and publish belong together, so the client's own lock around the write is not enough
      synchronized (publishing) {
        Confirms expected = selectConfirms();
        long number = channel.channel().getNextPublishSeqNo();
        Confirm confirm = expected.expect(number, describe(route));
        try {
          link().writer().hold(publish::put);
        } catch (IOException | RuntimeException e) {
          expected.forget(number);
          throw e;
        }
        return confirm;
      }
    } catch (IOException | ShutdownSignalException e) {
      throw link().failure("take a message", e);
    } finally {
      room.release();
    }
  }

  private void send(Route route, OutgoingMessage message) throws IOException {
    channel
        .channel()
        .basicPublish(
            route.exchange(),
            route.routingKey(),
            message.mandatory(),
            message.properties(),
            message.body());
  }

  private Confirms selectConfirms() throws IOException {
    Confirms selected = confirms;
    if (selected == null) {
      Confirms fresh = new Confirms();
      channel.channel().addConfirmListener(fresh);
      channel.channel().confirmSelect();
      channel.onLoss(fresh::fail);
      confirms = fresh;
      selected = fresh;
    }
    return selected;
  }

  /**
   * Hands on the mandatory messages that come back, as they were before they were compressed.
   *
   * @param handler called on the reader thread, before the confirm of the message if there is one
   */
  public void onReturn(ReturnHandler handler) {
    channel
        .channel()
        .addReturnListener(
            (code, text, exchange, routingKey, properties, body) ->
                handler.returned(
                    routingKey, compression == Compression.NONE ? body : Body.decompress(body)));
  }

  /**
   * Asks to be told when the channel ends, be it alone or with its link. Called on a thread of the
   * client that must not be blocked; at once if it has ended.
   *
   * @param listener gets the reason
   */
  public void onLoss(Consumer<BrokerException> listener) {
    channel.onLoss(listener);
  }

  /**
   * Tells whether the channel can be used.
   *
   * @return false once it or its link is closed or lost
   */
  public boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * The link that carries it.
   *
   * @return always the same
   */
  public BrokerLink link() {
    return channel.link();
  }

  /**
   * Tells whether the broker has refused every confirm here for some seconds, as RabbitMQ's state
   * of a channel may do for good after a failover: to be closed, and replaced by another one.
   *
   * @return false usually
   */
  public boolean isUseless() {
    return false;
  }

  /** Closes the channel. Does not wait for the broker; never fails. */
  @Override
  public void close() {
    channel.close();
  }

  private static String describe(Route route) {
    return route.exchange().isEmpty()
        ? "queue \"" + route.routingKey() + "\""
        : "exchange \"" + route.exchange() + "\", routing key \"" + route.routingKey() + "\"";
  }
}
