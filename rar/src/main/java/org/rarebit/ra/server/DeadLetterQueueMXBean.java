package org.rarebit.ra.server;

import java.util.List;

/**
 * A queue of dead letters, for JMX: {@code org.rarebit:type=DeadLetterQueue,…}. Operations wait for
 * the broker, at most a minute, on the caller's thread; attributes never do. One operation on a
 * queue at a time. Errors are {@link IllegalStateException}s with the broker's words.
 */
public interface DeadLetterQueueMXBean {

  /**
   * The queue.
   *
   * @return its name
   */
  String getQueue();

  /**
   * How often a letter may be put back.
   *
   * @return 3 unless it was changed
   */
  int getReturnLimit();

  /**
   * Changes how often a letter may be put back, until the bean is undeployed.
   *
   * @param limit at least 1
   */
  void setReturnLimit(int limit);

  /**
   * Letters that were put back here.
   *
   * @return how many
   */
  long getReturned();

  /**
   * Letters that were dropped here.
   *
   * @return how many
   */
  long getDropped();

  /**
   * Counts the letters.
   *
   * @return how many there are; 0 if the queue does not exist yet
   */
  long count();

  /**
   * Looks at the oldest letters, and leaves them where they are.
   *
   * @param most how many, from 1 to 1000
   * @return names, types and sizes, no values; the oldest first
   */
  List<DeadLetter> list(int most);

  /**
   * Puts one letter back to the end of the queue that it came from.
   *
   * @param id from {@link #list}
   * @return what became of it
   */
  DeadLetterOutcome putBack(String id);

  /**
   * Puts letters back, the oldest first, each to the end of the queue that it came from.
   *
   * @param name of an event type or a method, with * and ? as in oslo.messaging's filters; * means
   *     those as well that cannot be read
   * @param olderThanSeconds how long they have been dead; 0 for any
   * @param most how many
   * @return what became of them
   */
  DeadLetterOutcome putBackSome(String name, long olderThanSeconds, int most);

  /**
   * Puts all letters back that are there now.
   *
   * @return what became of them
   */
  DeadLetterOutcome putBackAll();

  /**
   * Drops one letter: it is gone for good.
   *
   * @param id from {@link #list}
   * @return what became of it
   */
  DeadLetterOutcome drop(String id);

  /**
   * Drops letters, the oldest first: they are gone for good.
   *
   * @param name as for {@link #putBackSome}
   * @param olderThanSeconds how long they have been dead; 0 for any
   * @param most how many
   * @return what became of them
   */
  DeadLetterOutcome dropSome(String name, long olderThanSeconds, int most);
}
