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

  static final String STREAM = "stream";

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
   * Tells whether it is a stream, which keeps what was consumed and gives it to each consumer.
   *
   * @return false for a queue proper
   */
  public boolean isStream() {
    return STREAM.equals(arguments.get("x-queue-type"));
  }
}
