package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far the consumer of a stream has come. A stream keeps what was consumed, so it is up to the
 * consumer to go on where it was after its connection was lost: at the first message that is not
 * settled. Those after it that are come again and are settled again, unseen. Thread-safe.
 *
 * <p>Nothing is kept beyond the life of the consumer: the first time it begins where it is told to,
 * by default with the last chunk of messages that the stream has, some of which may be old.
 *
 * @see <a href="https://www.rabbitmq.com/docs/streams#consuming">RabbitMQ, Streams,
 *     x-stream-offset; there is no redelivery and no requeueing</a>
 */
public final class StreamPosition {

  private static final System.Logger LOG = System.getLogger(StreamPosition.class.getName());
  private static final String LAST_CHUNK = "last";
  private static final String NEXT = "next";
  private static final long NONE = -1;

  private final Object beginning; // a word, a number or an instant
  private Instant begun; // guarded by this; null before the first consumer

  private final NavigableSet<Long> unsettled = new TreeSet<>(); // guarded by this
  private long latest = NONE; // guarded by this; the highest offset that came
  private boolean isConfirmed = true; // guarded by this; false until something came after resuming

  /** Begins with the last chunk of messages. */
  public StreamPosition() {
    this(LAST_CHUNK);
  }

  private StreamPosition(Object beginning) {
    this.beginning = beginning;
  }

  /**
   * Begins where it is told to.
   *
   * @param offset {@code first}, {@code last} (the last chunk of messages), {@code next} (what
   *     comes from now on), the number of a message, or a time in ISO 8601, such as {@code
   *     2024-02-29T12:00:00Z}
   * @return a position without a consumer
   * @throws IllegalArgumentException if it is none of these
   */
  public static StreamPosition at(String offset) {
    if (Set.of("first", LAST_CHUNK, NEXT).contains(offset)) {
      return new StreamPosition(offset);
    }
    if (offset.chars().allMatch(Character::isDigit)) {
      return new StreamPosition(Long.valueOf(offset));
    }
    try {
      return new StreamPosition(Instant.parse(offset));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "\""
              + offset
              + "\" is neither first, last, next, a number, nor a time such as"
              + " 2024-02-29T12:00:00Z.",
          e);
    }
  }

  /**
   * Where the next consumer begins. If some messages came before, at the latest one that is settled
   * rather than behind it: it comes again at once, which proves that this is the stream we know.
   */
  synchronized Map<String, Object> consumerArguments() {
    isConfirmed = latest == NONE;
    Object offset = latest == NONE ? firstOffset() : resumeAt();
    return Map.of(Delivery.STREAM_OFFSET, offset);
  }

  /** What came since the first consumer began with the next message is not to be missed later. */
  private Object firstOffset() {
    Object offset = NEXT.equals(beginning) && begun != null ? begun : beginning;
    if (begun == null) {
      begun = Instant.now();
    }
    return offset instanceof Instant time ? Date.from(time) : offset; // a Date is AMQP's timestamp
  }

  private Long resumeAt() {
    return unsettled.isEmpty() ? (Long) latest : unsettled.first();
  }

  /** A sink before another one that notes what comes, and settles what was settled before. */
  Delivery.Sink follow(Delivery.Sink sink) {
    return new Delivery.Sink() {
      @Override
      public void deliver(Delivery delivery) {
        Long offset = delivery.streamOffset();
        if (offset == null) { // not from a stream, after all: a queue of that name was there first
          sink.deliver(delivery);
        } else if (came(offset)) {
          delivery.onSettled(() -> settled(offset));
          sink.deliver(delivery);
        } else {
          settleAgain(delivery);
        }
      }

      @Override
      public void cancelled(String queue) {
        forget();
        sink.cancelled(queue);
      }
    };
  }

  private static void settleAgain(Delivery delivery) {
    try {
      delivery.ack();
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "{0} was not settled again: {1}", delivery.describe(), e.getMessage());
    }
  }

  private synchronized boolean came(long offset) {
    isConfirmed = true;
    if (offset <= latest) {
      return unsettled.contains(offset);
    }
    latest = offset;
    unsettled.add(offset);
    return true;
  }

  private synchronized void settled(long offset) {
    unsettled.remove(offset);
  }

  /**
   * Tells whether something has come since the consumer began where it was. If not within seconds,
   * the stream ends before that place, and the broker will send nothing until it has grown so far:
   * it was deleted and made anew meanwhile.
   *
   * @return true also for a consumer that began for the first time
   */
  public synchronized boolean isConfirmed() {
    return isConfirmed;
  }

  /** The stream was deleted: the next consumer begins as the first one did. */
  public synchronized void forget() {
    unsettled.clear();
    latest = NONE;
    isConfirmed = true;
  }
}
