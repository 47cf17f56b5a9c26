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
   * Hears all that wait, and returns when they are handled and acknowledged.
   *
   * @param url the broker
   * @param count how many wait in {@link NotificationQueue#NAME}
   * @return from the first one to the last one
   * @throws Exception what went wrong
   */
  Duration drain(String url, int count) throws Exception;
}
