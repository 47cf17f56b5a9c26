package org.rarebit.api.spi;

import static java.util.stream.Collectors.joining;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
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
   * Adds headers; of two with one name the later one counts.
   *
   * @param headers those before
   * @param more by name; a name is visible ASCII, and not one of those that the broker or the
   *     adapter uses
   * @return unmodifiable
   * @throws IllegalArgumentException if a name is none, or there are too many or too large ones
   */
  public static Map<String, String> added(Map<String, String> headers, Map<String, String> more) {
    if (more instanceof Checked && headers.isEmpty()) {
      return more;
    }
    for (Map.Entry<String, String> each : more.entrySet()) {
      Objects.requireNonNull(each.getValue(), "value");
      requireName(each.getKey());
    }
    Map<String, String> all = new LinkedHashMap<>(2 * (headers.size() + more.size()));
    all.putAll(headers);
    all.putAll(more);
    if (all.size() > MOST) {
      throw new IllegalArgumentException("A message can have " + MOST + " headers, not more.");
    }
    int size = 0;
    for (Map.Entry<String, String> each : all.entrySet()) {
      size += size(each.getKey(), each.getValue());
    }
    if (size > LARGEST) {
      throw new IllegalArgumentException(
          "The headers of a message may have "
              + LARGEST
              + " bytes, but with "
              + more.keySet().stream().map(name -> "\"" + name + "\"").collect(joining(", "))
              + " they have "
              + size
              + ".");
    }
    return new Checked(all);
  }

  private static void requireName(String name) {
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
  }

  /**
   * What applications see of the headers of a message that came: what is text, as much as they
   * could send, and nothing of the broker's own.
   *
   * @param received of any type; null for none
   * @param text gives a value's text, or null if it is none
   * @return unmodifiable
   */
  public static Map<String, String> visible(
      @Nullable Map<String, Object> received, Function<Object, @Nullable String> text) {
    if (received == null || received.isEmpty()) {
      return Map.of();
    }
    Map<String, String> visible = new LinkedHashMap<>(2 * Math.min(received.size(), MOST));
    int size = 0;
    for (Map.Entry<String, Object> each : received.entrySet()) {
      String value = text.apply(each.getValue());
      if (value != null && isName(each.getKey()) && !isReserved(each.getKey())) {
        int more = size(each.getKey(), value);
        if (visible.size() < MOST && size + more <= LARGEST) {
          visible.put(each.getKey(), value);
          size += more;
        }
      }
    }
    return new Checked(visible);
  }

  /** In UTF-8; of ASCII, which headers mostly are, without encoding it. */
  private static int size(String name, String value) {
    int characters = value.length();
    for (int i = 0; i < characters; i++) {
      if (value.charAt(i) > 0x7f) {
        return name.length() + value.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return name.length() + characters;
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) <= ' ' || name.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= LONGEST_NAME;
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

  /** Unmodifiable, and looked through before: a message's headers pass several hands. */
  private static final class Checked extends AbstractMap<String, String> implements Serializable {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // a LinkedHashMap
    private final Map<String, String> headers;

    Checked(Map<String, String> headers) {
      this.headers = headers;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
      return Collections.unmodifiableMap(headers).entrySet();
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
      return headers.get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return headers.containsKey(name);
    }

    @Override
    public int size() {
      return headers.size();
    }
  }
}
