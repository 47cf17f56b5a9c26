package org.rarebit.example.inventory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A server that does not exist, and what Nova would tell of it: payloads with the properties of
 * Nova's unversioned notifications.
 */
final class SampleServer {

  private final String instanceId = UUID.randomUUID().toString();
  private final Instant createdAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final String name;
  private final String address;

  SampleServer(String role, String address) {
    this.name = role + "-" + instanceId.substring(0, 4);
    this.address = address;
  }

  /** What is told when a step of its life begins or ends. */
  SampleNotification tells(String event, String state, String taskState, Size size) {
    boolean launched = !state.equals("building");
    boolean deleted = state.equals("deleted");
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("instance_id", instanceId);
    payload.put("tenant_id", "5b1c3f2a9d7e4c06b8a1f4e2d3c5a697");
    payload.put("user_id", "e0a4c1d2b3f54967a8b9c0d1e2f30415");
    payload.put("display_name", name);
    payload.put("hostname", name);
    payload.put("state", state);
    payload.put("state_description", taskState);
    payload.put("host", launched ? "compute1" : null);
    payload.put("node", launched ? "compute1.example" : null);
    payload.put("availability_zone", "nova");
    payload.put("instance_type", size.flavor());
    payload.put("vcpus", size.vcpus());
    payload.put("memory_mb", size.memoryMb());
    payload.put("disk_gb", size.diskGb());
    payload.put("root_gb", size.diskGb());
    payload.put("ephemeral_gb", 0);
    payload.put("image_meta", Map.of("base_image_ref", "7c1f0a52-9e34-4d0b-8f5c-2a6d1b3e4f50"));
    // Nova's own mixture: this one is Python's str(), the others are ISO, empty where there is none
    payload.put("created_at", createdAt.toString().replace('T', ' ').replace("Z", "+00:00"));
    payload.put("launched_at", launched ? isoWithMicros(createdAt.plusSeconds(1)) : "");
    payload.put("deleted_at", deleted ? isoWithMicros(Instant.now()) : "");
    payload.put("metadata", Map.of());
    if (event.equals("create.end")) {
      payload.put("fixed_ips", List.of(Map.of("address", address, "version", 4, "label", "lan")));
    }
    return new SampleNotification("compute.instance." + event, payload);
  }

  private static String isoWithMicros(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000");
  }

  /** What a flavor gives a server. */
  enum Size {
    SMALL("m1.small", 1, 2048, 20),
    LARGE("m1.large", 4, 8192, 80);

    private final String flavor;
    private final int vcpus;
    private final int memoryMb;
    private final int diskGb;

    Size(String flavor, int vcpus, int memoryMb, int diskGb) {
      this.flavor = flavor;
      this.vcpus = vcpus;
      this.memoryMb = memoryMb;
      this.diskGb = diskGb;
    }

    String flavor() {
      return flavor;
    }

    int vcpus() {
      return vcpus;
    }

    int memoryMb() {
      return memoryMb;
    }

    int diskGb() {
      return diskGb;
    }
  }
}
