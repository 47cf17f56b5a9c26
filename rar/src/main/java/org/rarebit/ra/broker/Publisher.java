package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Route;

/**
 * A channel to publish through. Thread-safe, though publishers do better with one each. One that
 * the broker closes because of an error stays closed; the link lives on. Names that AMQP cannot
 * express are refused (INVALID) and harm nothing.
 *
 * <p>The order of the frames is the order of the numbers that the broker confirms: both are made
 * under one lock. A channel that fails to send a message, or that refuses every confirm for some
 * seconds, as RabbitMQ's channels can do for good after a failover, ends with all its confirms; its
 * owner, who is told, opens another.
 */
public final class Publisher implements AutoCloseable {

  private final ClientChannel channel;
  private final Compression compression;
  private final Object publishing = new Object();
  private final Confirms confirms = new Confirms();
  private final Barriers barriers;
  private long lastNumber; // guarded by publishing; the broker's number of the last publish
  private boolean isSelected; // guarded by publishing; the broker confirms
  private volatile boolean isUseless;
  private volatile ReturnHandler returns = (route, body) -> {};

  Publisher(ClientChannel channel, Compression compression) {
    this.channel = channel;
    this.compression = compression;
    this.barriers = new Barriers(channel, publishing);
    channel.receiver(new Answers());
    channel.onLoss(confirms::fail);
    channel.onLoss(barriers::fail);
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
    Names.require(route);
    OutgoingMessage encoded = message.compressed(compression);
    LinkWriter.Room room = link().room(encoded.body().length, deadline);
    try {
      synchronized (publishing) { // the broker counts in the order of the frames
        send(route, encoded.mandatory(), encoded.properties(), encoded.body());
      }
    } finally {
      room.release();
    }
  }

  /**
   * Publishes like {@link #publishHeld(Route, OutgoingMessage, Deadline)} and has told when the
   * broker's channel has handled the message: given it to its queues, or sent it back. That costs
   * the broker much less than a confirm, and says less: not whether a queue refused it, nor whether
   * one that is replicated has it.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @param handled told once, unless this throws: on the reader thread, which must not be blocked,
   *     some milliseconds after it left, or when the channel ends; gets null, or else why nobody
   *     knows
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public void publishHeld(
      Route route, OutgoingMessage message, Deadline deadline, Consumer<BrokerException> handled)
      throws BrokerException {
    Names.require(route);
    OutgoingMessage encoded = message.compressed(compression);
    LinkWriter.Room room = link().room(encoded.body().length, deadline);
    try {
      synchronized (publishing) {
        barriers.expect(handled);
        try {
          send(route, encoded.mandatory(), encoded.properties(), encoded.body());
        } catch (BrokerException | RuntimeException | Error e) { // the channel ends with it
          if (barriers.withdraw(handled)) {
            throw e;
          } // else the answer was the channel's end: it is told once
        }
      }
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
   * Publishes and asks for a confirm. Blocks like {@link #publish}.
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
   * Publishes like {@link #publishConfirmed} and has the answer told.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @param answer told once, unless this throws: on the reader thread, which must not be blocked,
   *     or at once if the channel has ended; gets null if the broker has taken the message, or else
   *     what {@link Confirm#await} would throw
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public void publishConfirmed(
      Route route, OutgoingMessage message, Deadline deadline, Consumer<BrokerException> answer)
      throws BrokerException {
    publishConfirmedHeld(route, message, deadline, answer);
    flush();
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
    Confirm confirm = new Confirm(route);
    publishConfirmedHeld(route, message, deadline, confirm);
    return confirm;
  }

  /**
   * Publishes like {@link #publishConfirmed(Route, OutgoingMessage, Deadline, Consumer)}, but the
   * message may stay here until somebody flushes the link, which the caller sees to.
   *
   * @param route where to
   * @param message what
   * @param deadline when to give up
   * @param answer told once, unless this throws
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public void publishConfirmedHeld(
      Route route, OutgoingMessage message, Deadline deadline, Consumer<BrokerException> answer)
      throws BrokerException {
    OutgoingMessage encoded = message.compressed(compression);
    confirmed(route, encoded.mandatory(), encoded.properties(), encoded.body(), deadline, answer);
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
    return forward(route, delivery, delivery.forwarded(headers), deadline);
  }

  /**
   * Publishes a dead letter once more, like {@link #forward}, but without what says that it was
   * one.
   *
   * @param route where to
   * @param delivery the message; it stays to be settled
   * @param prefix of the headers that say so, beside the broker's own
   * @param headers to be added to its own
   * @param deadline when to give up
   * @return the confirm to come
   * @throws BrokerException LOST, CHANNEL, or TIMEOUT if the link stays blocked
   */
  public Confirm revive(
      Route route, Delivery delivery, String prefix, Map<String, Object> headers, Deadline deadline)
      throws BrokerException {
    return forward(route, delivery, delivery.revived(prefix, headers), deadline);
  }

  private Confirm forward(
      Route route, Delivery delivery, AMQP.BasicProperties properties, Deadline deadline)
      throws BrokerException {
    requireToFit(properties, delivery.bytes().length);
    Confirm confirm = new Confirm(route);
    confirmed(route, true, properties, delivery.bytes(), deadline, confirm);
    flush();
    return confirm;
  }

  /** Headers travel in one frame. The client throws an unchecked exception for longer ones. */
  private void requireToFit(AMQP.BasicProperties properties, long bodyBytes)
      throws BrokerException {
    int bytes;
    try {
      bytes = properties.toFrame(0, bodyBytes).size();
    } catch (IOException | RuntimeException e) {
      throw new BrokerException(Kind.INVALID, "AMQP cannot express its headers: " + e, e);
    }
    int most = link().frameMax();
    if (most > 0 && bytes > most) {
      throw new BrokerException(
          Kind.INVALID,
          "Its headers are too large: " + bytes + " bytes of " + most + " that fit into a frame.");
    }
  }

  private void confirmed(
      Route route,
      boolean mandatory,
      AMQP.BasicProperties properties,
      byte[] body,
      Deadline deadline,
      Consumer<BrokerException> answer)
      throws BrokerException {
    Names.require(route);
    LinkWriter.Room room = link().room(body.length, deadline);
    try {
      synchronized (publishing) { // number and frames belong together
        selectConfirms();
        long number = lastNumber + 1;
        confirms.expect(number, route, answer);
        try {
          send(route, mandatory, properties, body);
        } catch (BrokerException | RuntimeException | Error e) { // the channel ends with it
          if (confirms.withdraw(number)) {
            throw e;
          } // else the answer was the channel's end: it is told once
        }
      }
    } finally {
      room.release();
    }
  }

  /** Under publishing. */
  private void send(Route route, boolean mandatory, AMQP.BasicProperties properties, byte[] body)
      throws BrokerException {
    lastNumber++; // the client has counts of its own, which a failure puts out of step
    channel.publish(
        new AMQImpl.Basic.Publish(0, route.exchange(), route.routingKey(), mandatory, false),
        properties,
        body);
  }

  /** Nobody needs to wait: what is published next is counted as the first. */
  private void selectConfirms() throws BrokerException {
    if (!isSelected) {
      var unused = channel.send("confirm messages", new AMQImpl.Confirm.Select(false));
      lastNumber = 0;
      isSelected = true;
    }
  }

  /**
   * Hands on the mandatory messages that come back, as they were before they were compressed.
   *
   * @param handler called on the reader thread, before the confirm of the message, or what tells
   *     that it was handled
   */
  public void onReturn(ReturnHandler handler) {
    returns = handler;
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
    return channel.isUsable();
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
   * Tells whether it ended because the broker refused every message for some seconds. Its listeners
   * were told of the end, too; another channel may fare better, and after that another link.
   *
   * @return false usually
   */
  public boolean isUseless() {
    return isUseless;
  }

  /** Closes the channel. Does not wait for the broker; never fails. */
  @Override
  public void close() {
    channel.end();
  }

  private final class Answers implements ClientChannel.Receiver {

    @Override
    public void returned(Route route, byte[] body) {
      returns.returned(route, compression == Compression.NONE ? body : Body.decompress(body));
    }

    @Override
    public void confirmed(long number, boolean multiple, boolean isTaken) {
      if (isTaken) {
        link().hasTaken(); // before anybody is told
        confirms.taken(number, multiple);
      } else if (confirms.refused(number, multiple)) {
        isUseless = true;
        link().channelRefused();
        channel.abandon(Confirms.useless(link().address()));
      }
    }
  }

  /**
   * Gets mandatory messages back that no queue took (basic.return). Called on the link's reader
   * thread.
   */
  @FunctionalInterface
  public interface ReturnHandler {

    /**
     * A message came back.
     *
     * @param route where it should have gone
     * @param body as it was published
     */
    void returned(Route route, byte[] body);
  }
}
