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
    arguments.put("x-queue-type", STREAM);
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
    return STREAM.equals(arguments.get("x-queue-type"));
  }
}
