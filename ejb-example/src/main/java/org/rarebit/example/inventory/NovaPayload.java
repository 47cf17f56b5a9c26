package org.rarebit.example.inventory;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Map;

/**
 * Reads properties of a JSON object as the inventory's columns hold them. What is missing, empty or
 * of another type is null, and long text is cut: a stranger's message must not fail in the
 * database, where it would be tried again for ever.
 */
final class NovaPayload {

  static final int MAX_TEXT = 255;

  private static final String DATA = "nova_object.data";

  private final Map<?, ?> properties;

  private NovaPayload(Map<?, ?> properties) {
    this.properties = properties;
  }

  /** The object; an empty one if it is none. */
  static NovaPayload of(Object json) {
    return new NovaPayload(json instanceof Map<?, ?> map ? map : Map.of());
  }

  /** Whether it is in the envelope of versioned notifications. */
  boolean isVersioned() {
    return properties.containsKey(DATA);
  }

  /** What that envelope holds. */
  NovaPayload data() {
    return object(DATA);
  }

  NovaPayload object(String name) {
    return of(properties.get(name));
  }

  /** The objects of an array; null if there is no array. */
  List<NovaPayload> objects(String name) {
    return properties.get(name) instanceof List<?> list
        ? list.stream().map(NovaPayload::of).toList()
        : null;
  }

  String text(String name) {
    return properties.get(name) instanceof String text && !text.isBlank() ? cut(text) : null;
  }

  Integer number(String name) {
    return properties.get(name) instanceof Long number && number == number.intValue()
        ? Integer.valueOf(number.intValue())
        : null;
  }

  /** Nova writes 2026-05-01T10:00:00Z, 2026-05-01 10:00:00+00:00 and 2026-05-01T10:00:00.000000. */
  String time(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
      return time instanceof OffsetDateTime withOffset
          ? withOffset.toInstant().toString()
          : ZonedDateTime.of((LocalDateTime) time, ZoneOffset.UTC).toInstant().toString();
    } catch (DateTimeException e) {
      return null; // such as Python's None
    }
  }

  static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
