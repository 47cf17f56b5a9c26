package org.rarebit.testkit.broker;

import java.util.Arrays;

/**
 * The releases of RabbitMQ that answer differently, as far as the probes ask. Those between two of
 * them answer as the older one does.
 */
public enum RabbitMqVersion {
  V3_10(3, 10),

  /** Names the last death of a dead letter, and offers AMQP 1.0 to who speaks something else. */
  V4_0(4, 0),

  /**
   * Gives each consumer the channel's global prefetch, marks what was delivered before it died as
   * redelivered, and does not count a basic.nack as a failed delivery.
   */
  V4_3(4, 3);

  private final int major;
  private final int minor;

  RabbitMqVersion(int major, int minor) {
    this.major = major;
    this.minor = minor;
  }

  /** Whether it answers as that release, or as a later one. */
  public boolean isAtLeast(RabbitMqVersion other) {
    return compareTo(other) >= 0;
  }

  /**
   * The release that a broker answers like.
   *
   * @param version as a broker tells it in its properties, for example 4.3.6
   * @return the newest that is not newer than it
   */
  public static RabbitMqVersion of(String version) {
    String[] parts = version.split("\\.", -1);
    int major = Integer.parseInt(parts[0]);
    int minor = Integer.parseInt(parts[1]);
    return Arrays.stream(values())
        .filter(each -> each.major < major || (each.major == major && each.minor <= minor))
        .reduce((older, newer) -> newer)
        .orElse(V3_10);
  }

  /** As brokers tell it, for example 4.3.0. */
  @Override
  public String toString() {
    return major + "." + minor + ".0";
  }
}
