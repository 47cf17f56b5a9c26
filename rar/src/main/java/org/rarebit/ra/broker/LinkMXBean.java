package org.rarebit.ra.broker;

/** What one broker link does, for JMX: {@code org.rarebit:type=Link,…}. A link is one socket. */
public interface LinkMXBean {

  /**
   * What it is for.
   *
   * @return {@code inbound} for consuming, {@code outbound} for publishing
   */
  String getDirection();

  /**
   * Its state.
   *
   * @return {@code OPEN}; {@code BLOCKED} while the broker takes no messages on it
   *     (connection.blocked); {@code CONNECTING}, for an inbound one that is down; {@code LOST},
   *     for an outbound one that is not lent any more and waits for the container's pool to drop it
   */
  String getState();

  /**
   * Where it leads now.
   *
   * @return {@code host:port}; null while it is down
   */
  String getAddress();

  /**
   * Where it may lead.
   *
   * @return {@code host:port}, separated by commas
   */
  String getHosts();

  /**
   * Where it leads on each of them.
   *
   * @return the virtual host
   */
  String getVirtualHost();

  /**
   * Channels that are open on it.
   *
   * @return how many; 0 while it is down
   */
  int getChannels();

  /**
   * Who shares it: managed connections and the sender of replies on an outbound one, servers on an
   * inbound one.
   *
   * @return how many
   */
  int getSharers();

  /**
   * Why the broker takes no messages.
   *
   * @return its own words; null unless blocked
   */
  String getBlockedReason();

  /**
   * Calls that wait for their replies.
   *
   * @return how many; 0 on an inbound link
   */
  int getPendingCalls();

  /**
   * How long the oldest of them waits.
   *
   * @return milliseconds; 0 if there is none
   */
  long getOldestCallMillis();

  /**
   * Casts and notifications of committed transactions that did not leave, over all outbound links
   * of the adapter since it started; each is named in the log, at ERROR.
   *
   * @return how many; 0 on an inbound link
   */
  default long getUndeliveredSends() {
    return 0;
  }

  /**
   * How often an inbound link was opened again after it was lost.
   *
   * @return how many times; 0 for an outbound one, which is another one then
   */
  default long getReconnects() {
    return 0;
  }

  /**
   * Why it was lost, or could not be opened, the last time.
   *
   * @return what the broker or the network said; null if neither happened
   */
  String getLastError();

  /**
   * When an inbound link that is down is tried again.
   *
   * @return ISO 8601 in UTC; null if it is up, or being tried now
   */
  String getNextAttempt();
}
