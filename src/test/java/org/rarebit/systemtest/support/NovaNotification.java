package org.rarebit.systemtest.support;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/**
 * A notification of OpenStack's compute service.
 *
 * @param topic Nova's, for the format of the payload
 * @param payload all of it
 */
public record NovaNotification(String topic, String eventType, JsonObject payload) {

  private static final DateTimeFormatter PYTHON_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  /** In the old format, which names the server and says nothing else that a test has not added. */
  public static NovaNotification unversioned(String event, JsonObject payload) {
    return new NovaNotification("notifications", "compute.instance." + event, payload);
  }

  /** In the new format. */
  public static NovaNotification versioned(String event, JsonObject data) {
    return new NovaNotification("versioned_notifications", "instance." + event, enveloped(data));
  }

  /** An object as Nova's versioned notifications wrap all of theirs. */
  public static JsonObject enveloped(JsonObject data) {
    return Json.createObjectBuilder()
        .add("nova_object.name", "InstancePayload")
        .add("nova_object.namespace", "nova")
        .add("nova_object.version", "1.7")
        .add("nova_object.data", data)
        .build();
  }

  /** The queue that it is for, if there is no pool. */
  public String routingKey() {
    return topic + ".info";
  }

  /** The message as oslo.messaging's driver messagingv2 sends it, with any time. */
  public String messageSentAt(Instant time) {
    String message =
        Json.createObjectBuilder()
            .add("message_id", UUID.randomUUID().toString())
            .add("publisher_id", "compute.compute1")
            .add("event_type", eventType)
            .add("priority", "INFO")
            .add("payload", payload)
            .add("timestamp", PYTHON_TIME.format(time))
            .add("_unique_id", UUID.randomUUID().toString().replace("-", ""))
            .build()
            .toString();
    return Json.createObjectBuilder()
        .add("oslo.version", "2.0")
        .add("oslo.message", message)
        .build()
        .toString();
  }
}
