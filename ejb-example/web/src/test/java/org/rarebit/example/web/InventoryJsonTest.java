package org.rarebit.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rarebit.example.inventory.ComputeInstance;
import org.rarebit.example.inventory.Inventory;

class InventoryJsonTest {

  @Test
  void aServerIsWrittenWithWhatIsKnownOfIt() {
    ComputeInstance instance =
        new ComputeInstance(
            "6a3e",
            "project",
            null,
            "web",
            "active",
            null,
            "compute1",
            null,
            null,
            "m1.small",
            2,
            4096,
            50,
            null,
            null,
            null,
            "10.0.0.5",
            null,
            null,
            null,
            "create.end",
            "0 2026-05-01T10:00:07.000123Z id");

    assertThat(InventoryJson.of(new Inventory.Snapshot(List.of(instance), 1, 2)))
        .hasToString(
            "{\"existing\":1,\"deleted\":2,\"servers\":[{\"id\":\"6a3e\",\"name\":\"web\","
                + "\"project\":\"project\",\"state\":\"active\",\"task\":null,\"host\":\"compute1\","
                + "\"flavor\":\"m1.small\",\"vcpus\":2,\"memoryMb\":4096,\"diskGb\":50,"
                + "\"addresses\":\"10.0.0.5\",\"event\":\"create.end\","
                + "\"at\":\"2026-05-01T10:00:07.000123Z\"}]}");
  }

  @Test
  void aDatabaseThatIsAwayIsSaid() {
    JsonObject unavailable = InventoryJson.unavailable(new IllegalStateException("no such name"));

    assertThat(unavailable.getString("message")).contains("database").contains("no such name");
    assertThat(InventoryJson.isUnavailable(unavailable)).isTrue();
    assertThat(
            InventoryJson.isUnavailable(InventoryJson.of(new Inventory.Snapshot(List.of(), 0, 0))))
        .isFalse();
  }
}
