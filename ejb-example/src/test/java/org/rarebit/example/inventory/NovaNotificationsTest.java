package org.rarebit.example.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a row holds of Nova's notifications, in both formats. */
class NovaNotificationsTest {

  private static final Instant SENT = Instant.parse("2026-05-01T10:00:07.000123Z");

  @Test
  void anUnversionedNotificationIsRead() {
    Map<String, Object> payload = new HashMap<>();
    payload.put("instance_id", "6a3e");
    payload.put("tenant_id", "project");
    payload.put("user_id", "user");
    payload.put("display_name", "Grüße 世界");
    payload.put("state", "active");
    payload.put("state_description", "");
    payload.put("host", "compute1");
    payload.put("node", "compute1.example");
    payload.put("availability_zone", null);
    payload.put("instance_type", "m1.small");
    payload.put("vcpus", 2L);
    payload.put("memory_mb", 4096L);
    payload.put("disk_gb", 50L);
    payload.put("root_gb", 40L);
    payload.put("ephemeral_gb", 10L);
    payload.put("image_meta", Map.of("base_image_ref", "image"));
    payload.put(
        "fixed_ips", List.of(Map.of("address", "10.0.0.5"), Map.of("address", "2001:db8::5")));
    payload.put("created_at", "2026-05-01 10:00:00+00:00");
    payload.put("launched_at", "2026-05-01T10:00:05.000000");
    payload.put("deleted_at", "");

    assertThat(read("compute.instance.create.end", payload))
        .contains(
            new ComputeInstance(
                "6a3e",
                "project",
                "user",
                "Grüße 世界",
                "active",
                null,
                "compute1",
                "compute1.example",
                null,
                "m1.small",
                2,
                4096,
                50,
                40,
                10,
                "image",
                "10.0.0.5, 2001:db8::5",
                "2026-05-01T10:00:00Z",
                "2026-05-01T10:00:05Z",
                null,
                "create.end",
                "0 2026-05-01T10:00:07.000123Z id"));
  }

  @Test
  void aVersionedNotificationIsRead() {
    Map<String, Object> data = new HashMap<>();
    data.put("uuid", "6a3e");
    data.put("tenant_id", "project");
    data.put("user_id", "user");
    data.put("display_name", "web");
    data.put("state", "stopped");
    data.put("task_state", "powering-on");
    data.put("host", "compute1");
    data.put("node", "compute1.example");
    data.put("availability_zone", "nova");
    data.put("image_uuid", "image");
    data.put("created_at", "2026-05-01T10:00:00Z");
    data.put("launched_at", "2026-05-01T10:00:05Z");
    data.put("deleted_at", null);
    data.put(
        "flavor",
        enveloped(
            Map.of(
                "name",
                "m1.small",
                "vcpus",
                2L,
                "memory_mb",
                4096L,
                "root_gb",
                40L,
                "ephemeral_gb",
                10L)));
    data.put("ip_addresses", List.of(enveloped(Map.of("address", "10.0.0.5"))));

    assertThat(read("instance.power_on.start", enveloped(data)))
        .contains(
            new ComputeInstance(
                "6a3e",
                "project",
                "user",
                "web",
                "stopped",
                "powering-on",
                "compute1",
                "compute1.example",
                "nova",
                "m1.small",
                2,
                4096,
                50,
                40,
                10,
                "image",
                "10.0.0.5",
                "2026-05-01T10:00:00Z",
                "2026-05-01T10:00:05Z",
                null,
                "power_on.start",
                "0 2026-05-01T10:00:07.000123Z id"));
  }

  @ParameterizedTest
  @CsvSource({
    "compute.instance.delete.end, active, ''",
    "instance.delete.end, active, ''",
    "compute.instance.update, deleted, ''",
    "compute.instance.force_delete.end, deleted, ''",
    "compute.instance.exists, deleted, 2026-05-01T10:00:06.000000"
  })
  void aDeletionIsGreaterThanAllElse(String event, String state, String deletedAt) {
    ComputeInstance deleted = read(event, payload(event, state, deletedAt)).orElseThrow();

    assertThat(deleted.state()).isEqualTo("deleted");
    assertThat(deleted.version())
        .isGreaterThan(ComputeInstance.version(false, SENT.plusSeconds(9), "id"));
  }

  /** Both say deleted_at, as Nova's samples do; yet the server can be restored. */
  @ParameterizedTest
  @CsvSource({
    "compute.instance.soft_delete.start, active",
    "compute.instance.soft_delete.end, soft-delete",
    "instance.soft_delete.end, soft-delete"
  })
  void aSoftDeletionIsNoDeletion(String event, String state) {
    ComputeInstance softly =
        read(event, payload(event, state, "2026-05-01T10:00:06.000000")).orElseThrow();
    String restore = event.replaceFirst("soft_delete.*", "restore.end");
    ComputeInstance restored =
        NovaNotifications.read(
                new HeardNotification(
                    restore, payload(restore, "active", ""), "id", SENT.plusSeconds(1)))
            .orElseThrow();

    assertThat(softly.state()).isEqualTo(state);
    assertThat(restored.version()).isGreaterThan(softly.version());
  }

  private static Object payload(String event, String state, String deletedAt) {
    Map<String, Object> properties =
        Map.of("instance_id", "6a3e", "uuid", "6a3e", "state", state, "deleted_at", deletedAt);
    return event.startsWith("compute") ? properties : enveloped(properties);
  }

  @Test
  void whatDoesNotFitTheTableIsLeftOutOrCut() {
    ComputeInstance instance =
        read(
                "compute.instance.update",
                Map.of(
                    "instance_id",
                    "6a3e",
                    "display_name",
                    "x".repeat(1000),
                    "vcpus",
                    "two",
                    "memory_mb",
                    Long.MAX_VALUE,
                    "created_at",
                    "None",
                    "launched_at",
                    List.of(),
                    "image_meta",
                    "none",
                    "fixed_ips",
                    List.of("10.0.0.5", Map.of("address", 5L))))
            .orElseThrow();

    assertThat(instance.displayName()).hasSize(255);
    assertThat(instance.vcpus()).isNull();
    assertThat(instance.memoryMb()).isNull();
    assertThat(instance.createdAt()).isNull();
    assertThat(instance.launchedAt()).isNull();
    assertThat(instance.image()).isNull();
    assertThat(instance.addresses()).isEmpty();
  }

  @Test
  void withoutAnIdOrATimeThereIsNothingToKeep() {
    assertThat(read("compute.instance.update", Map.of("display_name", "web"))).isEmpty();
    assertThat(read("compute.instance.update", "text")).isEmpty();
    assertThat(read("compute.instance.update", null)).isEmpty();
    assertThat(
            NovaNotifications.read(
                new HeardNotification(
                    "compute.instance.update", Map.of("instance_id", "6a3e"), "id", null)))
        .isEmpty();
  }

  @Test
  void theSamplesAreReadAsNovasAre() {
    List<ComputeInstance> told =
        SampleNotification.twoLives().stream()
            .map(sample -> read(sample.eventType(), asHeard(sample.payload())).orElseThrow())
            .toList();

    assertThat(told.get(2).addresses()).isEqualTo("10.0.0.21");
    assertThat(told.get(2).createdAt()).isNotNull();
    assertThat(told.get(8).state()).isEqualTo("active");
    assertThat(told.get(8).memoryMb()).isEqualTo(8192);
    assertThat(told.get(9).state()).isEqualTo("deleted");
    assertThat(told.get(9).deletedAt()).isNotNull();
  }

  private static Optional<ComputeInstance> read(String event, Object payload) {
    return NovaNotifications.read(new HeardNotification(event, payload, "id", SENT));
  }

  private static Map<String, Object> enveloped(Map<String, Object> data) {
    return Map.of(
        "nova_object.name", "Payload", "nova_object.version", "1.0", "nova_object.data", data);
  }

  /** Whole numbers are Long, as the wire makes them. */
  private static Map<String, Object> asHeard(Map<String, Object> payload) {
    Map<String, Object> heard = new HashMap<>(payload);
    heard.replaceAll((name, value) -> value instanceof Integer number ? number.longValue() : value);
    return heard;
  }
}
