package org.rarebit.ra.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a listener asks of its queues beyond what its peers do. Immutable.
 *
 * @param expirySeconds how long a queue outlives its last consumer; 0: for ever
 * @param maxLength how many messages it holds before it drops the oldest; 0: no limit
 * @param ttlSeconds how long a message lies in it before it is dropped; 0: for ever
 * @param stream whether it is a stream, which keeps what was consumed
 */
public record QueueOptions(int expirySeconds, int maxLength, int ttlSeconds, boolean stream) {

  /** Nothing: queues as all peers declare them. */
  public static final QueueOptions NONE = new QueueOptions(0, 0, 0, false);

  private static final long MILLIS = 1000;

  /**
   * A queue with these options.
   *
   * @param queue as all peers declare it
   * @return the same queue if there are none
   */
  public Queue applyTo(Queue queue) {
    if (stream) {
      return Queue.stream(queue.name(), ttlSeconds);
    }
    Map<String, Object> arguments = new LinkedHashMap<>(queue.arguments());
    put(arguments, "x-expires", expirySeconds * MILLIS);
    put(arguments, "x-max-length", maxLength);
    put(arguments, "x-message-ttl", ttlSeconds * MILLIS);
    return new Queue(queue.name(), queue.durable(), queue.autoDelete(), arguments);
  }

  private static void put(Map<String, Object> arguments, String name, long value) {
    if (value > 0) {
      arguments.put(name, value);
    }
  }
}
