package org.rarebit.bench.peer;

import java.time.Duration;

/** One who hears notifications that wait in a queue. */
public interface NotificationDrain {

  /**
   * What it is, for the table.
   *
   * @return a few words
   */
  String label();

  /**
   * What it hears; its notifications wait in a queue of that topic.
   *
   * @return by default the topic that the drains share
   */
  default String topic() {
    return NotificationQueue.TOPIC;
  }

  /**
   * Hears all that wait, and returns when they are handled and acknowledged.
   *
   * @param url the broker
   * @param count how many wait
   * @return from the first one to the last one
   * @throws Exception what went wrong
   */
  Duration drain(String url, int count) throws Exception;
}
