package org.rarebit.ra.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.outbound.NotificationDrivers.Driver;
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
 * @param copies what is sent: one for each topic and version
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
    Set<Driver> drivers,
    List<Copy> copies,
    Instant time,
    NotificationOptions options,
    Deadline deadline)
    implements Outgoing {

  /**
   * A notification as it goes to one topic.
   *
   * @param topic the topic
   * @param version of the format, 1 or 2
   * @param uniqueId the same however often it is sent there
   */
  record Copy(String topic, int version, String uniqueId) {}

  static OutboundNotification now(
      String publisherId,
      NotificationPriority priority,
      String eventType,
      Object payload,
      NotificationOptions options) {
    Set<Driver> drivers = options.drivers().driversOf(eventType, priority);
    return new OutboundNotification(
        publisherId,
        priority,
        eventType,
        payload,
        UUID.randomUUID().toString(),
        drivers,
        copies(drivers, options.topics()),
        Instant.now(),
        options.context(options.caller().addedTo(options.context())),
        Deadline.after(options.timeout()));
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
        + String.join(", ", options.topics());
  }
}
