package org.rarebit.ra.server;

import java.util.List;

/**
 * A dead letter as people see it, and JMX shows it: names, types and sizes, and no value of the
 * message.
 */
public interface DeadLetter {

  /**
   * What it is known by as long as it is here.
   *
   * @return 16 hexadecimal digits
   */
  String getId();

  /**
   * What it is.
   *
   * @return {@code NOTIFICATION}, {@code CALL}, {@code CAST} or {@code UNREADABLE}
   */
  String getKind();

  /**
   * The event type, or the method.
   *
   * @return null if it has none, or cannot be read
   */
  String getName();

  /**
   * The priority of a notification.
   *
   * @return null for a request
   */
  String getPriority();

  /**
   * Who has sent the notification.
   *
   * @return null for a request
   */
  String getPublisherId();

  /**
   * The id by which duplicates are known.
   *
   * @return null if it has none
   */
  String getUniqueId();

  /**
   * The id of the notification.
   *
   * @return null for a request
   */
  String getMessageId();

  /**
   * The queue in which it died, and to which it can be put back.
   *
   * @return null if nobody knows
   */
  String getQueue();

  /**
   * Why it was given up.
   *
   * @return {@code MALFORMED}, {@code REJECTED} or {@code REDELIVERY_LIMIT}; null if there was no
   *     room to say so, or the broker gave it up
   */
  String getReason();

  /**
   * Who gave it up.
   *
   * @return the activation; null if nobody knows
   */
  String getListener();

  /**
   * The class of what was thrown, without its text, which may have values in it.
   *
   * @return null if nothing was
   */
  String getException();

  /**
   * How often it was delivered before.
   *
   * @return null if nobody knows
   */
  String getDeliveries();

  /**
   * When it was given up.
   *
   * @return ISO 8601 in UTC; null if nobody knows
   */
  String getDied();

  /**
   * How often it has been put back.
   *
   * @return 0 for a new one
   */
  int getReturned();

  /**
   * The size of its body.
   *
   * @return bytes, as it travels
   */
  int getBytes();

  /**
   * What is in it, by name, type and size, three levels deep, at most fifty of them.
   *
   * @return for example {@code payload.instance_id: text, 36 characters}
   */
  List<String> getFields();
}
