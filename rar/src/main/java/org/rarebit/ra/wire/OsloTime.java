package org.rarebit.ra.wire;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.time.temporal.ChronoUnit.SECONDS;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.Locale;
import java.util.function.Function;

/**
 * Dates with a time as oslo.serialization writes them, {@code YYYY-MM-DDTHH:MM:SS.ffffff}, six
 * digits always and no zone, in UTC. Read are that form, the one with a space in the place of the
 * T, and ISO 8601 with an offset.
 *
 * @see <a href="https://opendev.org/openstack/oslo.serialization">oslo_serialization jsonutils.py,
 *     to_primitive</a>
 */
final class OsloTime {

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  private static final DateTimeFormatter WRITTEN_SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

  private static final DateTimeFormatter READ =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .parseLenient()
          .appendOffset("+HH", "Z") // leniently: with minutes, and with or without a colon
          .optionalEnd()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT); // there is no 30th of February

  private OsloTime() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("rarebit-oslo-time");
    add(module, LocalDateTime.class, time -> time, OsloTime::utc);
    add(
        module,
        Instant.class,
        time -> utc(time.atOffset(ZoneOffset.UTC)),
        OffsetDateTime::toInstant);
    add(module, OffsetDateTime.class, OsloTime::utc, time -> time);
    add(module, ZonedDateTime.class, time -> utc(time.toOffsetDateTime()), OsloTime::zoned);
    add(module, Date.class, OsloTime::utc, time -> Date.from(time.toInstant()));
    return module;
  }

  private static <T> void add(
      SimpleModule module,
      Class<T> type,
      Function<T, LocalDateTime> toUtc,
      Function<OffsetDateTime, T> fromOffset) {
    module.addSerializer(type, new Writer<>(type, toUtc));
    module.addDeserializer(type, new Reader<>(type, fromOffset));
  }

  private static LocalDateTime utc(OffsetDateTime time) {
    return time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
  }

  @SuppressWarnings("JavaUtilDate") // applications still have it
  private static LocalDateTime utc(Date time) {
    // not toInstant(), which java.sql.Date and Time refuse
    return utc(Instant.ofEpochMilli(time.getTime()).atOffset(ZoneOffset.UTC));
  }

  private static ZonedDateTime zoned(OffsetDateTime time) {
    return time.toZonedDateTime();
  }

  /** With a space in the place of the T, and no fraction if it is zero: Python's {@code str}. */
  static String spaced(Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC).truncatedTo(MICROS);
    return (utc.equals(utc.truncatedTo(SECONDS)) ? WRITTEN_SECONDS : WRITTEN)
        .format(utc)
        .replace('T', ' ');
  }

  /**
   * Reads any of the forms.
   *
   * @throws DateTimeException if it is none
   */
  static Instant instant(String text) {
    return parse(text).toInstant();
  }

  private static OffsetDateTime parse(String text) {
    TemporalAccessor parsed = READ.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
    return parsed instanceof OffsetDateTime time
        ? time
        : LocalDateTime.from(parsed).atOffset(ZoneOffset.UTC);
  }

  /** Writes one type. */
  private static final class Writer<T> extends StdScalarSerializer<T> {

    private static final long serialVersionUID = 1L;

    private final transient Function<T, LocalDateTime> toUtc;

    Writer(Class<T> type, Function<T, LocalDateTime> toUtc) {
      super(type);
      this.toUtc = toUtc;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(WRITTEN.format(toUtc.apply(value)));
    }
  }

  /** Reads one type. */
  private static final class Reader<T> extends StdScalarDeserializer<T> {

    private static final long serialVersionUID = 1L;

    private final transient Function<OffsetDateTime, T> fromOffset;

    Reader(Class<T> type, Function<OffsetDateTime, T> fromOffset) {
      super(type);
      this.fromOffset = fromOffset;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (!json.hasToken(JsonToken.VALUE_STRING)) {
        return (T) context.handleUnexpectedToken(handledType(), json);
      }
      String text = json.getText();
      try {
        return fromOffset.apply(parse(text));
      } catch (DateTimeException e) {
        return (T) context.handleWeirdStringValue(handledType(), text, "not a date with a time");
      }
    }
  }
}
