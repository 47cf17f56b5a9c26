package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.rarebit.api.spi.MessageHeaders;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Body;

/**
 * A message that a consumer got. Settled exactly once, by its owner; a second settlement is an
 * error of ours. If its channel is gone, the broker has taken it back and settling fails.
 */
public final class Delivery {

  private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

  static final String STREAM_OFFSET = "x-stream-offset";

  private static final String DELIVERY_COUNT = "x-delivery-count";

  /** Would send it to others as well, or are what the broker has said of this delivery only. */
  private static final Set<String> NOT_FORWARDED =
      Set.of("CC", "BCC", DELIVERY_COUNT, "x-acquired-count", STREAM_OFFSET);

  /** What the broker writes where it dead-letters a message itself. */
  private static final List<String> OF_BROKERS_DEATHS =
      List.of("x-death", "x-first-death-", "x-last-death-");

  private final BrokerLink link;
  private final Acknowledgements acknowledgements;
  private final Envelope envelope;
  private final AMQP.BasicProperties properties;
  private final byte[] bytes;

  /**
   * Looked through by the reader thread, which has just made them: to another thread, which runs on
   * another processor, each look into the table costs more than all of this.
   */
  private final Map<String, String> headers;

  private final boolean hasMore; // than applications see
  private final AtomicBoolean settled = new AtomicBoolean();
  private final Deadline expiry;
  private volatile Runnable settledListener = () -> {};

  Delivery(
      BrokerLink link,
      Acknowledgements acknowledgements,
      Envelope envelope,
      AMQP.BasicProperties properties,
      byte[] bytes) {
    this.link = link;
    this.acknowledgements = acknowledgements;
    this.envelope = envelope;
    this.properties = properties;
    this.bytes = bytes;
    this.expiry = expiryOf(properties);
    Map<String, Object> all = properties.getHeaders();
    this.headers = MessageHeaders.visible(all, Delivery::text);
    this.hasMore = all != null && all.size() > headers.size();
  }

  private static String text(Object value) {
    if (value instanceof LongString text) {
      return new String(text.getBytes(), StandardCharsets.UTF_8); // it would look the charset up
    }
    return value instanceof String text ? text : null;
  }

  private static Deadline expiryOf(AMQP.BasicProperties properties) {
    String expiration = properties.getExpiration();
    if (expiration == null) {
      return null;
    }
    try {
      return Deadline.after(Duration.ofMillis(Long.parseLong(expiration)));
    } catch (NumberFormatException e) {
      return null; // RabbitMQ lets none through; another broker's nonsense limits nothing
    }
  }

  /**
   * What the wire layer decodes.
   *
   * @return bytes, content type and compression
   */
  public Body body() {
    return new Body(bytes, properties.getContentType(), compression());
  }

  private String compression() {
    Object header = reserved(Body.COMPRESSION_HEADER);
    return header == null ? null : header.toString();
  }

  /**
   * The headers that applications see.
   *
   * @return text by name; unmodifiable
   */
  public Map<String, String> headers() {
    return headers;
  }

  /** One that no application sees. */
  private Object reserved(String name) {
    return hasMore ? header(name) : null;
  }

  private Object header(String name) {
    return properties.getHeaders() == null ? null : properties.getHeaders().get(name);
  }

  /**
   * A header that the adapter has put there, or somebody who can publish to the queue.
   *
   * @param name its name
   * @return as text; null if there is none, or it is a structure
   */
  public String textHeader(String name) {
    Object value = header(name);
    return value instanceof LongString || value instanceof String || value instanceof Number
        ? value.toString()
        : null;
  }

  /**
   * A time that the adapter has put there, or somebody who can publish to the queue.
   *
   * @param name of the header
   * @return null if there is none
   */
  public Instant timeHeader(String name) {
    return header(name) instanceof Date time ? time.toInstant() : null;
  }

  /**
   * The queue in which the message was when the broker itself dead-lettered it last.
   *
   * @return null if it never did
   */
  public String queueOfDeath() {
    return header("x-death") instanceof List<?> deaths
            && !deaths.isEmpty()
            && deaths.get(0) instanceof Map<?, ?> last
            && last.get("queue") != null
        ? last.get("queue").toString()
        : null;
  }

  /**
   * Why its properties cannot be read, whatever {@link #body} says of them: a header of a type that
   * RabbitMQ's client does not know, for example. Such a message can only be rejected.
   *
   * @return null for a message that can be read
   */
  public String unreadableReason() {
    return hasMore ? ContentHeaders.unreadableReason(properties) : null;
  }

  /**
   * Where the message lies in its stream, which takes nothing back.
   *
   * @return null if it did not come from a stream
   */
  public Long streamOffset() {
    return reserved(STREAM_OFFSET) instanceof Long offset ? offset : null;
  }

  /** Asks to be told when the broker has been sent the settlement. */
  void onSettled(Runnable listener) {
    settledListener = listener;
  }

  /**
   * When the sender stops waiting, as far as the message says. The time it spent in the queue is
   * not known, so this is the latest moment possible.
   *
   * @return the deadline, or null if the message does not expire
   */
  public Deadline expiry() {
    return expiry;
  }

  /**
   * Tells whether the broker delivered it before.
   *
   * @return AMQP's redelivered flag
   */
  public boolean isRedelivered() {
    return envelope.isRedeliver();
  }

  /**
   * The key that it was published with.
   *
   * @return never null
   */
  public String routingKey() {
    return envelope.getRoutingKey();
  }

  /**
   * The exchange that it was published to.
   *
   * @return empty for the default exchange
   */
  public String exchange() {
    return envelope.getExchange();
  }

  /**
   * How often a quorum queue has delivered it before.
   *
   * @return 0 from other queues, which do not count
   */
  public int earlierDeliveries() {
    return reserved(DELIVERY_COUNT) instanceof Number count ? count.intValue() : 0;
  }

  /**
   * Its properties as a message of ours, with some headers more. What would have it expire, sent to
   * others as well, refused as another user's, or taken for this delivery is left out.
   */
  AMQP.BasicProperties forwarded(Map<String, Object> additional) {
    return forwarded(additional, name -> false);
  }

  /** Like {@link #forwarded(Map)}, but as if it had never been a dead letter. */
  AMQP.BasicProperties revived(String prefix, Map<String, Object> additional) {
    return forwarded(
        additional,
        name -> name.startsWith(prefix) || OF_BROKERS_DEATHS.stream().anyMatch(name::startsWith));
  }

  private AMQP.BasicProperties forwarded(
      Map<String, Object> additional, Predicate<String> isLeftOut) {
    Map<String, Object> all = new LinkedHashMap<>();
    if (properties.getHeaders() != null) {
      all.putAll(properties.getHeaders());
    }
    all.keySet().removeAll(NOT_FORWARDED);
    all.keySet().removeIf(isLeftOut);
    all.putAll(additional);
    return properties
        .builder()
        .headers(all)
        .expiration(null)
        .userId(null)
        .deliveryMode(OutgoingMessage.PERSISTENT)
        .build();
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * Which message this is, for logs.
   *
   * @return exchange, routing key and delivery tag
   */
  public String describe() {
    return "message "
        + envelope.getDeliveryTag()
        + " from exchange \""
        + LogText.of(envelope.getExchange())
        + "\", routing key \""
        + LogText.of(envelope.getRoutingKey())
        + "\"";
  }

  /**
   * Tells whether its channel is still there, so that the broker can be told what becomes of it.
   *
   * @return false if the broker has taken it back
   */
  public boolean canBeSettled() {
    return link.isOpen() && acknowledgements.isOpen();
  }

  /**
   * Done with it: the broker forgets it. Where acknowledgements are gathered, it learns that a
   * little later.
   *
   * @throws BrokerException LOST or CHANNEL if the channel is gone: the broker delivers the message
   *     again
   */
  public void ack() throws BrokerException {
    settle(() -> acknowledgements.ack(tag()));
  }

  /**
   * Done with several: as {@link #ack} for each, with one frame for all that come first of their
   * channel.
   *
   * @param deliveries not settled, in any order
   * @throws BrokerException LOST or CHANNEL if a channel is gone: the broker delivers its messages
   *     again; those of other channels are acknowledged all the same
   */
  public static void ackAll(List<Delivery> deliveries) throws BrokerException {
    Map<Acknowledgements, List<Delivery>> byChannel = new LinkedHashMap<>();
    for (Delivery delivery : deliveries) {
      delivery.beginSettling();
      byChannel.computeIfAbsent(delivery.acknowledgements, any -> new ArrayList<>()).add(delivery);
    }
    BrokerException failure = null;
    for (Map.Entry<Acknowledgements, List<Delivery>> ofOne : byChannel.entrySet()) {
      long[] tags = ofOne.getValue().stream().mapToLong(Delivery::tag).toArray();
      try {
        ofOne.getValue().get(0).send(() -> ofOne.getKey().ack(tags));
        ofOne.getValue().forEach(Delivery::endSettling);
      } catch (BrokerException e) { // the others' broker is told all the same
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private long tag() {
    return envelope.getDeliveryTag();
  }

  /**
   * Not done with it.
   *
   * @param requeue true to have it delivered again, to us or another; false to have it dropped or
   *     dead-lettered
   * @throws BrokerException LOST or CHANNEL if the channel is gone: the broker delivers the message
   *     again
   */
  public void reject(boolean requeue) throws BrokerException {
    settle(() -> acknowledgements.reject(tag(), requeue));
  }

  /**
   * Not begun: it goes back to the head of its queue, for whoever takes it next. From 4.3 on
   * RabbitMQ does not count that as a failed delivery of a quorum queue. A stream takes nothing
   * back: the next consumer begins with it again. Never fails: if the channel is gone, the broker
   * has taken it back already.
   */
  public void giveBack() {
    if (streamOffset() != null) {
      onSettled(() -> {}); // not read so far
    }
    sendBack(() -> acknowledgements.giveBack(tag()));
  }

  /**
   * Begun, and to be begun again: it goes back to its queue, for whoever takes it next; a quorum
   * queue counts it as a failed delivery. A stream takes nothing back, so there it is done with.
   * Never fails: if the channel is gone, the broker has taken it back already.
   */
  public void tryAgain() {
    sendBack(() -> acknowledgements.reject(tag(), true));
  }

  private void sendBack(Settlement settlement) {
    try {
      settle(settlement);
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "{0} has gone back already: {1}", describe(), e.getMessage());
    }
  }

  private void settle(Settlement settlement) throws BrokerException {
    beginSettling();
    send(settlement);
    endSettling();
  }

  private void beginSettling() {
    if (!settled.compareAndSet(false, true)) {
      throw new IllegalStateException("The " + describe() + " was settled before.");
    }
  }

  private void send(Settlement settlement) throws BrokerException {
    try {
      settlement.send();
    } catch (IOException | ShutdownSignalException e) {
      BrokerException failure = link.failure("take the settlement of a delivery", e);
      throw new BrokerException(
          failure.kind() == Kind.CHANNEL ? Kind.CHANNEL : Kind.LOST, failure.getMessage(), e);
    }
  }

  private void endSettling() {
    settledListener.run();
  }

  private interface Settlement {
    void send() throws IOException;
  }

  /**
   * Takes what a consumer gets. Called on the link's reader thread: must neither block nor throw.
   */
  public interface Sink {

    /**
     * A message came.
     *
     * @param delivery now owned by the sink, who settles it once
     */
    void deliver(Delivery delivery);

    /**
     * The broker has ended the consumer, usually because its queue was deleted. Nothing more comes
     * from it.
     *
     * @param queue the queue's name
     */
    void cancelled(String queue);
  }
}
