package org.rarebit.systemtest.recovery;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.rarebit.systemtest.support.NovaNotification;

/**
 * The notifications of many servers, as a cloud mixes them, and what an inventory must hold when
 * all are heard. Most servers are told of once, by an audit, so that no lost notification stays
 * unnoticed; the others live and some are deleted, after which an update comes late.
 */
final class NovaStream {

  private final Random random;
  private final List<NovaNotification> notifications = new ArrayList<>();
  private final Map<String, String> inventory = new TreeMap<>();

  NovaStream(long seed, int audited, int living) {
    this.random = new Random(seed);
    List<Deque<NovaNotification>> servers = new ArrayList<>();
    for (int i = 0; i < audited; i++) {
      servers.add(new ArrayDeque<>(List.of(tell(newId(), "exists", randomState(), randomSize()))));
    }
    for (int i = 0; i < living; i++) {
      servers.add(life(newId()));
    }
    mix(servers);
  }

  /** In the order in which they are sent. */
  List<NovaNotification> notifications() {
    return notifications;
  }

  /** What must be known in the end: for each server's id, its state, vCPUs and last event. */
  Map<String, String> inventory() {
    return inventory;
  }

  private Deque<NovaNotification> life(String id) {
    Deque<NovaNotification> life = new ArrayDeque<>();
    int vcpus = randomSize();
    life.add(tell(id, "create.start", "building", vcpus));
    life.add(tell(id, "create.end", "active", vcpus));
    for (int i = random.nextInt(6); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> life.add(tell(id, "power_off.end", "stopped", vcpus));
        case 1 -> life.add(tell(id, "power_on.end", "active", vcpus));
        case 2 -> life.add(tell(id, "update", randomState(), vcpus));
        default -> {
          vcpus = randomSize();
          life.add(tell(id, "finish_resize.end", "resized", vcpus));
        }
      }
    }
    if (random.nextBoolean()) {
      life.add(tell(id, "delete.start", "active", vcpus));
      life.add(tell(id, "delete.end", "deleted", vcpus));
      String deleted = inventory.get(id);
      life.add(tell(id, "update", "active", vcpus));
      inventory.put(id, deleted);
    }
    return life;
  }

  private NovaNotification tell(String id, String event, String state, int vcpus) {
    inventory.put(id, state + " " + vcpus + " " + event);
    JsonObjectBuilder common =
        Json.createObjectBuilder()
            .add("tenant_id", "project")
            .add("user_id", "user")
            .add("display_name", "server " + id.substring(0, 4) + " 世界")
            .add("host", "compute1")
            .add("node", "compute1.example")
            .add("state", state)
            .add("created_at", "2026-05-01T10:00:00Z");
    if (random.nextBoolean()) {
      JsonObject flavor = Json.createObjectBuilder().add("vcpus", vcpus).build();
      return NovaNotification.versioned(
          event,
          common
              .add("uuid", id)
              .addNull("task_state")
              .addNull("deleted_at")
              .add("flavor", NovaNotification.enveloped(flavor))
              .build());
    }
    return NovaNotification.unversioned(
        event,
        common
            .add("instance_id", id)
            .add("state_description", "")
            .add("deleted_at", "")
            .add("vcpus", vcpus)
            .build());
  }

  /** Keeps the order of each server's own. */
  private void mix(List<Deque<NovaNotification>> servers) {
    List<Deque<NovaNotification>> turns = new ArrayList<>();
    servers.forEach(server -> turns.addAll(Collections.nCopies(server.size(), server)));
    Collections.shuffle(turns, random);
    turns.forEach(server -> notifications.add(server.remove()));
  }

  private String newId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private String randomState() {
    return List.of("active", "stopped", "paused", "error").get(random.nextInt(4));
  }

  private int randomSize() {
    return 1 << random.nextInt(6);
  }
}
