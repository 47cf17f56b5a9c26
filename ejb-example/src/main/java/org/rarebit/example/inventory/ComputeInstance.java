package org.rarebit.example.inventory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A server of the cloud as one notification describes it. All but the id, the event and the version
 * may be null. Times are text in ISO 8601, UTC, which sorts and which every database holds.
 *
 * @param instanceId Nova's UUID of the server
 * @param tenantId the project that owns it
 * @param state Nova's vm_state, for example active
 * @param taskState what is being done to it, for example powering-off
 * @param host the compute service that runs it
 * @param node the hypervisor that runs it
 * @param flavor the name of its size
 * @param memoryMb in MiB
 * @param diskGb root and ephemeral disk together, in GiB
 * @param image the UUID of the image it was made from
 * @param addresses its fixed addresses, separated by commas; null where the notification says
 *     nothing of them, as most do not
 * @param eventType what happened, without Nova's prefix: for example create.end
 * @param version orders what is said of one server: the greatest is what counts
 */
public record ComputeInstance(
    String instanceId,
    String tenantId,
    String userId,
    String displayName,
    String state,
    String taskState,
    String host,
    String node,
    String availabilityZone,
    String flavor,
    Integer vcpus,
    Integer memoryMb,
    Integer diskGb,
    Integer rootGb,
    Integer ephemeralGb,
    String image,
    String addresses,
    String createdAt,
    String launchedAt,
    String deletedAt,
    String eventType,
    String version) {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * A version: a deletion is greater than anything else, then the time decides, then the message's
   * id. So the inventory depends on which notifications were heard, not on their order, nor on how
   * often each came.
   */
  static String version(boolean deleted, Instant sent, String messageId) {
    return (deleted ? "1 " : "0 ") + MICROS.format(sent) + " " + messageId;
  }

  /** When the notification was sent, by its publisher's clock; to the microsecond. */
  public String sentAt() {
    return version.split(" ", 3)[1];
  }
}
