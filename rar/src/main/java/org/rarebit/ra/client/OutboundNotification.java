package org.rarebit.ra.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RequestContext;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.client.NotificationDrivers.Driver;
import org.rarebit.ra.wire.Ids;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.NotificationMessage;

/**
 * A notification as an application sends it. Immutable if its payload is.
 *
 * @param publisherId who tells, or null
 * @param priority how urgent
 * @param eventType what happened
 * @param payload what there is to say of it
 * @param messageId the same for all topics and drivers
 * @param drivers who send it
 * @param topics where to
 * @param copies what is sent: one for each topic and version
 * @param time when
 * @param context what listeners see of the request that it belongs to
 * @param timeout for sending to all topics
 * @param deadline the timeout from the moment of sending on
 * @param headers of the messages, by name
 */
public record OutboundNotification(
    String publisherId,
    NotificationPriority priority,
    String eventType,
    Object payload,
    String messageId,
    Set<Driver> drivers,
    List<String> topics,
    List<Copy> copies,
    Instant time,
    RequestContext context,
    Duration timeout,
    Deadline deadline,
    Map<String, String> headers)
    implements Outgoing {

  /**
   * A notification as it goes to one topic.
   *
   * @param topic the topic
   * @param version of the format, 1 or 2
   * @param uniqueId the same however often it is sent there
   */
  public record Copy(String topic, int version, String uniqueId) {}

  /**
   * A notification that is made now.
   *
   * @param publisherId who tells, or null
   * @param priority how urgent
   * @param eventType what happened
   * @param payload what there is to say of it
   * @param drivers who send it
   * @param topics where to
   * @param context what listeners see of the request that it belongs to
   * @param timeout for sending to all topics
   * @return with ids and a deadline of its own
   */
  public static OutboundNotification now(
      String publisherId,
      NotificationPriority priority,
      String eventType,
      Object payload,
      Set<Driver> drivers,
      List<String> topics,
      RequestContext context,
      Duration timeout) {
    return new OutboundNotification(
        publisherId,
        priority,
        eventType,
        payload,
        UUID.randomUUID().toString(),
        drivers,
        topics,
        copies(drivers, topics),
        Instant.now(),
        context,
        timeout,
        Deadline.after(timeout),
        Map.of());
  }

  /**
   * The same notification as something else, or sent again: with its ids and its time.
   *
   * @param publisher who tells, or null
   * @param urgency how urgent
   * @param event what happened
   * @param content what there is to say of it
   * @param senders who send it
   * @param visible what listeners see of the request that it belongs to
   * @param limit for sending to all topics, from now on
   * @return a copy
   */
  public OutboundNotification again(
      String publisher,
      NotificationPriority urgency,
      String event,
      Object content,
      Set<Driver> senders,
      RequestContext visible,
      Duration limit) {
    return new OutboundNotification(
        publisher,
        urgency,
        event,
        content,
        messageId,
        senders,
        topics,
        senders.equals(drivers) ? copies : copies(senders, topics),
        time,
        visible,
        limit,
        Deadline.after(limit),
        headers);
  }

  /**
   * The same with headers.
   *
   * @param others of the messages, by name
   * @return a copy, or this if it has them
   */
  public OutboundNotification withHeaders(Map<String, String> others) {
    return others.equals(headers)
        ? this
        : new OutboundNotification(
            publisherId,
            priority,
            eventType,
            payload,
            messageId,
            drivers,
            topics,
            copies,
            time,
            context,
            timeout,
            deadline,
            others);
  }

  private static List<Copy> copies(Set<Driver> drivers, List<String> topics) {
    List<Copy> copies = new ArrayList<>();
    for (String topic : new LinkedHashSet<>(topics)) {
      if (drivers.contains(Driver.MESSAGINGV2)) {
        copies.add(new Copy(topic, 2, Ids.next()));
      }
      if (drivers.contains(Driver.MESSAGING)) {
        copies.add(new Copy(topic, 1, Ids.next()));
      }
    }
    return copies;
  }

  /** As it travels. */
  NotificationMessage<Object> message(Copy copy) {
    return new NotificationMessage<>(
        messageId,
        publisherId,
        eventType,
        priority.name(),
        payload,
        NotificationCodec.timestamp(time),
        copy.uniqueId(),
        context);
  }

  /**
   * The body of the message to one topic.
   *
   * @param copy one of the copies
   * @return as its version has it
   * @throws org.rarebit.api.EncodingException if the payload or a context entry has no form in JSON
   */
  public byte[] encoded(Copy copy) {
    return NotificationCodec.encode(message(copy), copy.version());
  }

  @Override
  public String subject() {
    return "notification \""
        + eventType
        + "\" ("
        + priority.wireName()
        + ") to "
        + String.join(", ", topics);
  }
}
