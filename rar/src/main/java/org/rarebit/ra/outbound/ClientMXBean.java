package org.rarebit.ra.outbound;

import java.util.Map;
import org.rarebit.ra.client.SendCounters.Failure;

/**
 * What the users of one connection factory have sent, for JMX: {@code org.rarebit:type=Client,…}.
 * Counts are since the adapter started, or the factory first made a connection; equal factories of
 * an adapter count together.
 */
public interface ClientMXBean {

  /**
   * Where the broker is.
   *
   * @return {@code host:port}, separated by commas
   */
  String getHosts();

  /**
   * The virtual host there.
   *
   * @return its name
   */
  String getVirtualHost();

  /**
   * The exchange of targets that name none.
   *
   * @return its name
   */
  String getControlExchange();

  /**
   * Calls that were begun.
   *
   * @return how many
   */
  long getCalls();

  /**
   * Calls that were answered: their methods returned, or threw.
   *
   * @return how many
   */
  long getCallsAnswered();

  /**
   * Calls that have not ended.
   *
   * @return how many at this moment
   */
  long getCallsInFlight();

  /**
   * Calls that ended with an exception, by what it says.
   *
   * @return how many, for each reason
   */
  Map<Failure, Long> getCallFailures();

  /**
   * How long the calls took together that were answered.
   *
   * @return milliseconds
   */
  double getCallMillisTotal();

  /**
   * How long the longest of them took.
   *
   * @return milliseconds; 0 if there was none
   */
  double getCallMillisMax();

  /**
   * What half of them did not exceed.
   *
   * @return milliseconds; 0 if there was none
   */
  double getCallMillis50();

  /**
   * What 95 of 100 did not exceed.
   *
   * @return milliseconds; 0 if there was none
   */
  double getCallMillis95();

  /**
   * What 99 of 100 did not exceed.
   *
   * @return milliseconds; 0 if there was none
   */
  double getCallMillis99();

  /**
   * How many of them took no longer than so many seconds.
   *
   * @return by the bound, {@code +Inf} for the last one
   */
  Map<String, Long> getCallSeconds();

  /**
   * Casts to one server that were to leave.
   *
   * @return how many
   */
  long getCastsSent();

  /**
   * Casts to one server that the broker has taken.
   *
   * @return how many; none if they are sent unconfirmed
   */
  long getCastsConfirmed();

  /**
   * Casts to one server that did not leave after the commit of their transaction.
   *
   * @return how many
   */
  long getCastsUndelivered();

  /**
   * Casts to all servers that were to leave.
   *
   * @return how many
   */
  long getFanoutsSent();

  /**
   * Casts to all servers that the broker has taken.
   *
   * @return how many; none if they are sent unconfirmed
   */
  long getFanoutsConfirmed();

  /**
   * Casts to all servers that did not leave after the commit of their transaction.
   *
   * @return how many
   */
  long getFanoutsUndelivered();

  /**
   * Notifications that were to leave, one for each topic.
   *
   * @return how many
   */
  long getNotificationsSent();

  /**
   * Notifications that the broker has taken.
   *
   * @return how many
   */
  long getNotificationsConfirmed();

  /**
   * Notifications that did not leave after the commit of their transaction.
   *
   * @return how many
   */
  long getNotificationsUndelivered();

  /**
   * Casts, fanouts and notifications whose sender got an exception, by what it says.
   *
   * @return how many, for each reason
   */
  Map<Failure, Long> getSendFailures();

  /**
   * What half of the confirms did not exceed, outside of transactions.
   *
   * @return milliseconds; 0 if there was none
   */
  double getConfirmMillis50();

  /**
   * What 99 of 100 confirms did not exceed.
   *
   * @return milliseconds; 0 if there was none
   */
  double getConfirmMillis99();

  /**
   * How long the longest of them took.
   *
   * @return milliseconds; 0 if there was none
   */
  double getConfirmMillisMax();

  /**
   * Attempts to send that were made because others had failed.
   *
   * @return how many
   */
  long getRetried();

  /**
   * Managed connections that were opened.
   *
   * @return how many
   */
  long getConnectionsOpened();

  /**
   * Managed connections that were lost, with their link or alone.
   *
   * @return how many
   */
  long getConnectionsLost();

  /**
   * Connections that applications asked for and did not get: the pool was exhausted, or the broker
   * could not be reached. Nothing else counts what was to be sent through them.
   *
   * @return how many
   */
  long getConnectionsRefused();
}
