package org.rarebit.ra.inbound;

import java.util.Map;

/**
 * What one activated message-driven bean does, of either kind, for JMX: {@code
 * org.rarebit:type=Activation,…}. Counts are since the activation, or, where it says so, since the
 * server that several activations of one target share.
 */
public interface ActivationMXBean {

  /**
   * The bean's class.
   *
   * @return its name
   */
  String getBean();

  /**
   * What it serves.
   *
   * @return topic and server, for example {@code calculator@node1}
   */
  String getServer();

  /**
   * Whether requests can come.
   *
   * @return {@code ACTIVE}; {@code CONNECTING} while there is no connection to the broker; {@code
   *     PAUSED} by an operator, or after failures; {@code PROBING} while one request decides
   *     whether it goes on
   */
  String getState();

  /**
   * Requests that are worked on now.
   *
   * @return how many, at most {@code maxConcurrency} and those whose stage is not complete
   */
  int getInFlight();

  /**
   * Requests that have been read and wait until one of those in flight is done.
   *
   * @return how many
   */
  int getWaiting();

  /**
   * Requests that were answered with a result, casts included.
   *
   * @return how many
   */
  long getServed();

  /**
   * Requests whose method failed, for whatever reason.
   *
   * @return how many
   */
  long getFailed();

  /**
   * How long the methods took together that returned or threw, from where the container begins.
   *
   * @return milliseconds; of several notifications at once, of all together
   */
  double getMethodMillisTotal();

  /**
   * How long the longest of them took.
   *
   * @return milliseconds; 0 if there was none
   */
  double getMethodMillisMax();

  /**
   * What half of them did not exceed.
   *
   * @return milliseconds; 0 if there was none
   */
  double getMethodMillis50();

  /**
   * What 95 of 100 did not exceed.
   *
   * @return milliseconds; 0 if there was none
   */
  double getMethodMillis95();

  /**
   * What 99 of 100 did not exceed.
   *
   * @return milliseconds; 0 if there was none
   */
  double getMethodMillis99();

  /**
   * How many of them took no longer than so many seconds.
   *
   * @return by the bound, {@code +Inf} for the last one
   */
  Map<String, Long> getMethodSeconds();

  /**
   * Requests that came twice and were not run again.
   *
   * @return how many
   */
  long getDuplicates();

  /**
   * Requests that had expired before they were dispatched.
   *
   * @return how many, of the shared server
   */
  long getExpired();

  /**
   * Messages that could not be read and were rejected.
   *
   * @return how many, of the shared server
   */
  long getRejected();

  /**
   * Requests of a method, namespace or version that nobody serves here.
   *
   * @return how many, of the shared server
   */
  long getRefused();

  /**
   * Notifications that were given up: published to the dead letters, or rejected.
   *
   * @return how many, of the shared server
   */
  long getDead();

  /**
   * Replies that could not be sent and were given up: the caller, or the broker, has gone.
   *
   * @return how many, of all servers on the broker
   */
  long getLostReplies();

  /**
   * Replies that the broker is not known to have: on their way, usually for some milliseconds, or
   * waiting for a link or for the caller's queue.
   *
   * @return how many at this moment, of all servers on the broker
   */
  int getKeptReplies();

  /**
   * Replies that were sent more than once, since a link was lost or the caller's queue was missing.
   *
   * @return how many, of all servers on the broker
   */
  long getResentReplies();

  /**
   * Requests or notifications that are remembered as done, so that one that comes again is known.
   *
   * @return how many at this moment, of the shared server; at most {@code duplicateWindow}
   */
  int getRemembered();

  /**
   * What was read and is held for a bean that is paused, has just gone, or is not there yet.
   *
   * @return how many at this moment, of the shared server
   */
  int getSetAside();

  /**
   * How often it has paused itself after failures, vain attempts included.
   *
   * @return how many times
   */
  long getPauses();

  /**
   * The last failure that was not an answer of the application's.
   *
   * @return class and text, or null
   */
  String getLastError();

  /**
   * When an activation that paused itself tries again.
   *
   * @return ISO 8601 in UTC; null if it is not paused, or was by {@link #pause}
   */
  String getNextAttempt();

  /**
   * Takes nothing from the broker any more; what was taken and has not begun goes back. What runs
   * ends as always. Waits for the broker.
   */
  void pause();

  /** Takes everything again, whoever paused it. Waits for the broker. */
  void resume();
}
