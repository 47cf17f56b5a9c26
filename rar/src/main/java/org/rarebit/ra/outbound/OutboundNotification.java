package org.rarebit.ra.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.Deadline;
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
 * @param messageId the same for all topics
 * @param uniqueIds by topic: the same however often the notification is sent there
 * @param time when
 * @param options everything else
 * @param deadline the options' timeout from the moment of sending on
 */
record OutboundNotification(
    String publisherId,
    NotificationPriority priority,
    String eventType,
    Object payload,
    String messageId,
    Map<String, String> uniqueIds,
    Instant time,
    NotificationOptions options,
    Deadline deadline)
    implements Outgoing {

  static OutboundNotification now(
      String publisherId,
      NotificationPriority priority,
      String eventType,
      Object payload,
      NotificationOptions options) {
    Map<String, String> uniqueIds = new LinkedHashMap<>();
    options.topics().forEach(topic -> uniqueIds.put(topic, Ids.next()));
    return new OutboundNotification(
        publisherId,
        priority,
        eventType,
        payload,
        UUID.randomUUID().toString(),
        uniqueIds,
        Instant.now(),
        options,
        Deadline.after(options.timeout()));
  }

  List<String> topics() {
    return List.copyOf(uniqueIds.keySet());
  }

  /** As it travels to one of the topics. */
  NotificationMessage<Object> messageTo(String topic) {
    return new NotificationMessage<>(
        messageId,
        publisherId,
        eventType,
        priority.name(),
        payload,
        NotificationCodec.timestamp(time),
        uniqueIds.get(topic),
        options.passed().of(options.context()));
  }

  @Override
  public Duration timeout() {
    return options.timeout();
  }

  @Override
  public String subject() {
    return "notification \""
        + eventType
        + "\" ("
        + priority.wireName()
        + ") to "
        + String.join(", ", topics());
  }
}
