package org.rarebit.api.spi;

import org.jspecify.annotations.Nullable;

/**
 * Compares the versions of RPC interfaces: {@code major.minor}, or {@code major.minor.revision}.
 *
 * <p>Differs from Python for text that is not a version: Python raises IndexError or ValueError,
 * here it is compatible with nothing.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging _utils.py,
 *     version_is_compatible</a>
 */
public final class Versions {

  private static final int LONGEST_NUMBER = 9;

  private Versions() {}

  /**
   * Tells whether who implements one version can serve a request for another: the same major, and a
   * minor and revision not above its own.
   *
   * @param implemented the version that is implemented; null means any
   * @param requested the version that the request needs; null fits nothing but null
   * @return false also if one of them is not a version
   */
  public static boolean isCompatible(@Nullable String implemented, @Nullable String requested) {
    if (implemented == null) {
      return true;
    }
    int @Nullable [] own = parse(implemented);
    int @Nullable [] wanted = parse(requested);
    if (own == null || wanted == null || own[0] != wanted[0]) {
      return false;
    }
    return wanted[1] < own[1] || (wanted[1] == own[1] && wanted[2] <= own[2]);
  }

  /**
   * Tells whether a client with a version cap may send a version.
   *
   * @param cap the newest version that the client may use; null means any
   * @param version the version of the message; null, as in Python, passes no cap
   * @return true if it may
   */
  public static boolean canSend(@Nullable String cap, @Nullable String version) {
    return isCompatible(cap, version);
  }

  /**
   * Tells whether a text is a version.
   *
   * @param version {@code major.minor} or {@code major.minor.revision}, digits only; may be null
   * @return true if it is one
   */
  public static boolean isValid(@Nullable String version) {
    return parse(version) != null;
  }

  /** Major, minor and revision; null if the text is not a version. */
  private static int @Nullable [] parse(@Nullable String version) {
    if (version == null) {
      return null;
    }
    int[] numbers = new int[3];
    int count = 0;
    int start = 0;
    while (start <= version.length()) {
      int dot = version.indexOf('.', start);
      int end = dot < 0 ? version.length() : dot;
      if (count == numbers.length || !isNumber(version, start, end)) {
        return null;
      }
      numbers[count++] = Integer.parseInt(version, start, end, 10);
      start = end + 1;
    }
    return count < 2 ? null : numbers;
  }

  private static boolean isNumber(String text, int start, int end) {
    if (end == start || end - start > LONGEST_NUMBER) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
