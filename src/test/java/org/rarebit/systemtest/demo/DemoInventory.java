package org.rarebit.systemtest.demo;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.rarebit.systemtest.support.InventoryClient;

/** The inventory of servers that the example keeps, watched as the page does. */
final class DemoInventory {

  private static final String BY_PYTHON = "from-python";

  private final InventoryClient inventory;

  DemoInventory(InventoryClient inventory) {
    this.inventory = inventory;
  }

  /**
   * Lets a bean send sample notifications, and waits until all have been heard; 90 s at most.
   *
   * @return what is known of the servers then
   */
  String hearSamples() throws IOException {
    Predicate<JsonObject> all =
        told ->
            InventoryClient.serversOf(told).stream()
                .map(DemoInventory::describe)
                .collect(Collectors.joining(", "))
                .matches("(?=.*web-\\w+ active m1.large).*batch-\\w+ deleted.*");
    return describe(inventory.watch(inventory::sendSamples, all), server -> true);
  }

  /** Waits until the server that a Python line tells of is known; 90 s at most. */
  String hearPython() throws IOException {
    Predicate<JsonObject> fromPython = server -> server.getString("name", "").equals(BY_PYTHON);
    JsonObject told =
        inventory.watch(
            () -> {}, now -> InventoryClient.serversOf(now).stream().anyMatch(fromPython));
    return describe(told, fromPython);
  }

  /** The line that tells of a server. */
  static PythonLine pythonLine(String brokerUrl) {
    return PythonLine.notification(brokerUrl, BY_PYTHON);
  }

  private static String describe(JsonObject told, Predicate<JsonObject> wanted) {
    return InventoryClient.serversOf(told).stream()
        .filter(wanted)
        .map(DemoInventory::describe)
        .collect(Collectors.joining(", "));
  }

  private static String describe(JsonObject server) {
    return "%s %s %s"
        .formatted(
            server.getString("name", ""),
            server.getString("state", ""),
            server.getString("flavor", ""))
        .strip();
  }
}
