package org.rarebit.ra.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether bodies are sent compressed; oslo.messaging's {@code kombu_compression}. What is read does
 * not depend on it: each message says itself.
 */
public enum Compression {
  /** As they are. */
  NONE,
  /** As a zlib stream, which oslo.messaging calls gzip: see {@link Body#compress}. */
  GZIP;

  /**
   * The one of this name.
   *
   * @param name {@code none} or {@code gzip}, in any case
   * @return empty for any other name, null included
   */
  public static Optional<Compression> named(String name) {
    return Arrays.stream(values()).filter(value -> value.name().equalsIgnoreCase(name)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
