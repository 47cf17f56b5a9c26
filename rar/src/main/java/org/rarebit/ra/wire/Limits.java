package org.rarebit.ra.wire;

/**
 * What a message from the network may ask of this JVM's memory and stacks. Immutable.
 *
 * @param maxBodyBytes the size of a body, both as it came and decompressed; bytes, at least 1
 * @param maxNesting how deep arrays and objects may lie in each other, the message itself included;
 *     1 to 1000, since trees are walked recursively (Python gives up near 1000, too)
 */
public record Limits(int maxBodyBytes, int maxNesting) {

  /** 16 MiB, which is RabbitMQ's own default limit for a message, and 200 levels. */
  public static final Limits DEFAULT = new Limits(16 * 1024 * 1024, 200);

  private static final int NESTING_CEILING = 1000;

  /** For messages of our own that come back: whatever could be written. */
  public static final Limits OWN = new Limits(Integer.MAX_VALUE, NESTING_CEILING);

  /**
   * Checks the ranges.
   *
   * @param maxBodyBytes at least 1
   * @param maxNesting 1 to 1000
   */
  public Limits {
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException(
          "maxBodyBytes must be at least 1, but is " + maxBodyBytes + ".");
    }
    if (maxNesting < 1 || maxNesting > NESTING_CEILING) {
      throw new IllegalArgumentException(
          "maxNesting must be between 1 and " + NESTING_CEILING + ", but is " + maxNesting + ".");
    }
  }
}
