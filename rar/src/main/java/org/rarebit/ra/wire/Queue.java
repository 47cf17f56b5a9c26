package org.rarebit.ra.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A queue to declare. It is never exclusive. Immutable.
 *
 * @param name its name
 * @param durable whether it survives a restart of the broker
 * @param autoDelete whether it goes with its last consumer
 * @param arguments {@code x-…} arguments, typed as oslo.messaging sends them
 */
public record Queue(
    String name, boolean durable, boolean autoDelete, Map<String, Object> arguments) {

  private static final String TYPE = "x-queue-type";
  private static final String QUORUM = "quorum";
  private static final String STREAM = "stream";

  /**
   * Copies the arguments.
   *
   * @param name its name
   * @param durable whether it survives a restart of the broker
   * @param autoDelete whether it goes with its last consumer
   * @param arguments {@code x-…} arguments
   */
  public Queue {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }

  /**
   * A stream, which is durable and stays.
   *
   * @param name its name
   * @param maxAgeSeconds how long it keeps messages, in seconds; 0 for ever
   * @return a queue that is a stream
   */
  static Queue stream(String name, long maxAgeSeconds) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put(TYPE, STREAM);
    if (maxAgeSeconds > 0) {
      arguments.put("x-max-age", maxAgeSeconds + "s");
    }
    return new Queue(name, true, false, arguments);
  }

  /**
   * Tells whether it is a stream, which keeps what was consumed and gives it to each consumer.
   *
   * @return false for a queue proper
   */
  public boolean isStream() {
    return STREAM.equals(arguments.get(TYPE));
  }

  /**
   * Tells whether it is a quorum queue, which several nodes hold.
   *
   * @return false for any other
   */
  public boolean isQuorum() {
    return QUORUM.equals(arguments.get(TYPE));
  }

  /**
   * What a listener asks of its queues beyond what its peers do. Immutable.
   *
   * @param expirySeconds how long a queue outlives its last consumer; 0: for ever
   * @param maxLength how many messages it holds before it drops the oldest; 0: no limit
   * @param ttlSeconds how long a message lies in it before it is dropped; 0: for ever
   * @param stream whether it is a stream, which keeps what was consumed
   */
  public record Options(int expirySeconds, int maxLength, int ttlSeconds, boolean stream) {

    /** Nothing: queues as all peers declare them. */
    public static final Options NONE = new Options(0, 0, 0, false);

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
}
