package org.rarebit.api.spi;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The application's headers of a message: which names and how much. They travel in one AMQP frame
 * with the properties of the message.
 */
public final class MessageHeaders {

  /** So many may a message have. */
  public static final int MOST = 64;

  /** So long may a name be, in characters. */
  public static final int LONGEST_NAME = 128;

  /** So large may all names and values be together, in bytes of UTF-8. */
  public static final int LARGEST = 8192;

  /** They mean something to the broker, to kombu, or to us. */
  private static final Set<String> RESERVED =
      Set.of("compression", "cc", "bcc", "x-death", "x-delivery-count", "x-delay");

  private static final String[] RESERVED_PREFIXES = {"x-rarebit-", "x-stream-", "x-first-death-"};

  private MessageHeaders() {}

  /**
   * Adds a header; of two with one name the later one counts.
   *
   * @param headers those before
   * @param name visible ASCII, and not one of those that the broker or the adapter uses
   * @param value any text
   * @return unmodifiable
   * @throws IllegalArgumentException if the name is none, or there are too many or too large ones
   */
  public static Map<String, String> added(Map<String, String> headers, String name, String value) {
    Objects.requireNonNull(value, "value");
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "A header's name must be 1 to "
              + LONGEST_NAME
              + " visible characters of ASCII, but is \""
              + name
              + "\".");
    }
    if (isReserved(name)) {
      throw new IllegalArgumentException(
          "The header \"" + name + "\" has a meaning to the broker or the adapter: take another.");
    }
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    if (all.size() > MOST) {
      throw new IllegalArgumentException("A message can have " + MOST + " headers, not more.");
    }
    int size = all.entrySet().stream().mapToInt(each -> size(each.getKey(), each.getValue())).sum();
    if (size > LARGEST) {
      throw new IllegalArgumentException(
          "The headers of a message may have "
              + LARGEST
              + " bytes, but with \""
              + name
              + "\" they have "
              + size
              + ".");
    }
    return Collections.unmodifiableMap(all);
  }

  /**
   * What applications see of the headers of a message that came: what is text, as much as they
   * could send, and nothing of the broker's own.
   *
   * @param received of any type; null for none
   * @param isText whether a value is text
   * @return unmodifiable
   */
  public static Map<String, String> visible(
      @Nullable Map<String, Object> received, Predicate<Object> isText) {
    if (received == null || received.isEmpty()) {
      return Map.of();
    }
    Map<String, String> visible = new LinkedHashMap<>();
    int size = 0;
    for (Map.Entry<String, Object> each : received.entrySet()) {
      if (isText.test(each.getValue()) && isName(each.getKey()) && !isReserved(each.getKey())) {
        String value = each.getValue().toString();
        int more = size(each.getKey(), value);
        if (visible.size() < MOST && size + more <= LARGEST) {
          visible.put(each.getKey(), value);
          size += more;
        }
      }
    }
    return Collections.unmodifiableMap(visible);
  }

  private static int size(String name, String value) {
    return name.length() + value.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST_NAME
        && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static boolean isReserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(lower)) {
      return true;
    }
    for (String prefix : RESERVED_PREFIXES) {
      if (lower.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
