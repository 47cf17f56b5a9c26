package org.rarebit.example.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.rarebit.example.inventory.ComputeInstance;
import org.rarebit.example.inventory.Inventory;

/**
 * The inventory as the page reads it: {@code {"existing": 1, "deleted": 0, "servers": [{"id":
 * …}]}}, or {@code {"message": …}} where it cannot be read.
 */
final class InventoryJson {

  private static final String MESSAGE = "message"; // instead of an inventory

  private InventoryJson() {}

  static JsonObject of(Inventory.Snapshot snapshot) {
    JsonArrayBuilder servers = Json.createArrayBuilder();
    snapshot.latest().forEach(instance -> servers.add(server(instance)));
    return Json.createObjectBuilder()
        .add("existing", snapshot.existing())
        .add("deleted", snapshot.deleted())
        .add("servers", servers)
        .build();
  }

  static JsonObject unavailable(Exception e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Json.createObjectBuilder()
        .add(MESSAGE, "The database of the inventory cannot be used: " + reason)
        .build();
  }

  static boolean isUnavailable(JsonObject inventory) {
    return inventory.containsKey(MESSAGE);
  }

  private static JsonObjectBuilder server(ComputeInstance instance) {
    JsonObjectBuilder json = Json.createObjectBuilder().add("id", instance.instanceId());
    add(json, "name", instance.displayName());
    add(json, "project", instance.tenantId());
    add(json, "state", instance.state());
    add(json, "task", instance.taskState());
    add(json, "host", instance.host());
    add(json, "flavor", instance.flavor());
    add(json, "vcpus", instance.vcpus());
    add(json, "memoryMb", instance.memoryMb());
    add(json, "diskGb", instance.diskGb());
    add(json, "addresses", instance.addresses());
    add(json, "event", instance.eventType());
    add(json, "at", instance.sentAt());
    return json;
  }

  private static void add(JsonObjectBuilder json, String name, Object value) {
    json.add(name, JsonValues.toJson(value));
  }
}
