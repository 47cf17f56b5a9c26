package org.rarebit.example.inventory;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rarebit.api.Notification;

/**
 * Reads Nova's notifications of servers: the unversioned ones of the topic {@code notifications},
 * whose event types begin with {@code compute.instance.}, and the versioned ones of the topic
 * {@code versioned_notifications}, whose event types begin with {@code instance.}.
 *
 * @see <a href="https://docs.openstack.org/nova/latest/admin/notifications.html">Nova:
 *     Notifications</a>
 */
final class NovaNotifications {

  private static final String DELETED = "deleted";

  private NovaNotifications() {}

  /** The server that it describes; empty if it does not say which, or when. */
  static Optional<ComputeInstance> read(Notification notification) {
    NovaPayload payload = NovaPayload.of(notification.payload());
    if (notification.timestamp() == null) {
      return Optional.empty();
    }
    ComputeInstance instance =
        payload.isVersioned()
            ? versioned(notification, payload.data())
            : unversioned(notification, payload);
    return instance.instanceId() == null ? Optional.empty() : Optional.of(instance);
  }

  private static ComputeInstance unversioned(Notification notification, NovaPayload payload) {
    return new ComputeInstance(
        payload.text("instance_id"),
        payload.text("tenant_id"),
        payload.text("user_id"),
        payload.text("display_name"),
        state(notification, payload),
        payload.text("state_description"),
        payload.text("host"),
        payload.text("node"),
        payload.text("availability_zone"),
        payload.text("instance_type"),
        payload.number("vcpus"),
        payload.number("memory_mb"),
        payload.number("disk_gb"),
        payload.number("root_gb"),
        payload.number("ephemeral_gb"),
        payload.object("image_meta").text("base_image_ref"),
        addresses(payload.objects("fixed_ips")),
        payload.time("created_at"),
        payload.time("launched_at"),
        payload.time("deleted_at"),
        event(notification),
        version(notification, payload));
  }

  private static ComputeInstance versioned(Notification notification, NovaPayload data) {
    NovaPayload flavor = data.object("flavor").data();
    List<NovaPayload> addresses = data.objects("ip_addresses");
    return new ComputeInstance(
        data.text("uuid"),
        data.text("tenant_id"),
        data.text("user_id"),
        data.text("display_name"),
        state(notification, data),
        data.text("task_state"),
        data.text("host"),
        data.text("node"),
        data.text("availability_zone"),
        flavor.text("name"),
        flavor.number("vcpus"),
        flavor.number("memory_mb"),
        sum(flavor.number("root_gb"), flavor.number("ephemeral_gb")),
        flavor.number("root_gb"),
        flavor.number("ephemeral_gb"),
        data.text("image_uuid"),
        addresses(addresses == null ? null : addresses.stream().map(NovaPayload::data).toList()),
        data.time("created_at"),
        data.time("launched_at"),
        data.time("deleted_at"),
        event(notification),
        version(notification, data));
  }

  private static String event(Notification notification) {
    String event = notification.eventType() == null ? "" : notification.eventType();
    return NovaPayload.cut(event.replaceFirst("^(compute\\.)?instance\\.", ""));
  }

  private static String state(Notification notification, NovaPayload payload) {
    return isDeleted(notification, payload) ? DELETED : payload.text("state");
  }

  /** Not by deleted_at, which a soft deletion sets as well: its server can be restored. */
  private static boolean isDeleted(Notification notification, NovaPayload payload) {
    return event(notification).equals("delete.end") || DELETED.equals(payload.text("state"));
  }

  private static String version(Notification notification, NovaPayload payload) {
    String id = notification.messageId() == null ? "" : notification.messageId();
    return NovaPayload.cut(
        ComputeInstance.version(isDeleted(notification, payload), notification.timestamp(), id));
  }

  private static String addresses(List<NovaPayload> addresses) {
    return addresses == null
        ? null
        : NovaPayload.cut(
            addresses.stream()
                .map(address -> address.text("address"))
                .filter(address -> address != null)
                .collect(Collectors.joining(", ")));
  }

  private static Integer sum(Integer one, Integer other) {
    return one == null || other == null ? null : Integer.valueOf(one + other);
  }
}
