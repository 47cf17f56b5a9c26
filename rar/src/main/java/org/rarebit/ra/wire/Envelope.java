package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rarebit.api.spi.Versions;

/**
 * Opens the envelope around a message: an object with {@code oslo.version} and, as JSON text once
 * more, {@code oslo.message}. An object without one of them is the message itself, which is how
 * format 1.0 was.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging _drivers/common.py,
 *     deserialize_msg</a>
 */
final class Envelope {

  private static final String VERSION_KEY = "oslo.version";
  private static final String MESSAGE_KEY = "oslo.message";
  private static final String VERSION = "2.0";

  private Envelope() {}

  /**
   * The inner message.
   *
   * @throws MalformedMessageException if there is none, or it is beyond the limits
   */
  static ObjectNode open(Body body, Limits limits) throws MalformedMessageException {
    return opened(body, limits).message();
  }

  /**
   * A message, and whether it was in an envelope.
   *
   * @param message the inner message, or the body itself
   * @param enveloped false for the body itself
   */
  record Opened(ObjectNode message, boolean enveloped) {}

  /**
   * The inner message, and whether it was one.
   *
   * @throws MalformedMessageException if there is none, or it is beyond the limits
   */
  static Opened opened(Body body, Limits limits) throws MalformedMessageException {
    ObjectReader reader = Dialect.current().trees(limits.maxNesting());
    byte[] json = body.json(limits);
    ObjectNode usual = usual(json, reader);
    if (usual != null) {
      return new Opened(usual, true);
    }
    ObjectNode outer = object("body", () -> Dialect.tree(reader, json), limits);
    JsonNode version = outer.get(VERSION_KEY);
    JsonNode message = outer.get(MESSAGE_KEY);
    if (version == null || message == null) {
      return new Opened(outer, false);
    }
    if (!version.isTextual() || !Versions.isCompatible(VERSION, version.textValue())) {
      throw new MalformedMessageException(
          "oslo.version is "
              + Excerpt.of(version)
              + ", but only \""
              + VERSION
              + "\" is understood.");
    }
    if (!message.isTextual()) {
      throw new MalformedMessageException(
          "oslo.message is " + Excerpt.kindOf(message) + ", but must be JSON text.");
    }
    return new Opened(
        object("oslo.message", () -> Dialect.tree(reader, message.textValue()), limits), true);
  }

  /**
   * The inner message of an envelope as all peers write it, version first and nothing else. Read
   * from where its text lies, without making a text of it: a third of the time and half of the
   * memory that reading it takes.
   *
   * @return null if the envelope is any other, or anything is wrong with it
   */
  private static ObjectNode usual(byte[] json, ObjectReader reader) {
    try (JsonParser outer = reader.createParser(json)) {
      if (outer.nextToken() != JsonToken.START_OBJECT
          || !VERSION_KEY.equals(outer.nextFieldName())
          || !VERSION.equals(outer.nextTextValue())
          || !MESSAGE_KEY.equals(outer.nextFieldName())
          || outer.nextToken() != JsonToken.VALUE_STRING) {
        return null;
      }
      try (JsonParser inner =
          reader.createParser(
              outer.getTextCharacters(), outer.getTextOffset(), outer.getTextLength())) {
        return reader.readTree(inner) instanceof ObjectNode message
                && inner.nextToken() == null
                && outer.nextToken() == JsonToken.END_OBJECT
                && outer.nextToken() == null
            ? message
            : null;
      }
    } catch (IOException e) {
      return null; // the long way says what is wrong
    }
  }

  private static ObjectNode object(String what, TreeSource source, Limits limits)
      throws MalformedMessageException {
    JsonNode tree;
    try {
      tree = source.read();
    } catch (StreamConstraintsException e) {
      throw new MalformedMessageException(
          "The " + what + " is " + Dialect.describe(e, limits) + ".");
    } catch (JsonProcessingException e) { // whose own text shows what stands there
      String early = e instanceof JsonEOFException ? ": it ends too early" : "";
      throw new MalformedMessageException("The " + what + " is not JSON" + early + place(e) + ".");
    } catch (IOException e) {
      throw new MalformedMessageException("The " + what + " is not JSON: it is no text.");
    }
    if (tree instanceof ObjectNode message) {
      return message;
    }
    throw new MalformedMessageException(
        "The " + what + " is " + Excerpt.kindOf(tree) + ", but must be an object.");
  }

  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  /** Where a tree comes from. */
  @FunctionalInterface
  private interface TreeSource {
    JsonNode read() throws IOException;
  }

  /**
   * Takes the JSON text of an inner message and makes the body of it, escaping it on the way into
   * the envelope: {@code {"oslo.version":"2.0","oslo.message":"…"}}. Not thread-safe.
   */
  static final class Stream extends OutputStream {

    private static final byte[] HEAD =
        "{\"oslo.version\":\"2.0\",\"oslo.message\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "\"}".getBytes(StandardCharsets.US_ASCII);

    /** Made as large as a message that comes at once needs, so most bodies are never copied. */
    private byte[] buffer = HEAD;

    private int size = HEAD.length;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      reserve((long) length + backslashes(bytes, offset, length) + TAIL.length);
      byte[] to = buffer;
      int end = size;
      for (int i = offset; i < offset + length; i++) {
        byte b = bytes[i];
        if (b == '"' || b == '\\') {
          to[end++] = '\\';
        } else if (b >= 0 && b < ' ') {
          b = ' '; // JSON text has control characters between its tokens only, as white space
        }
        to[end++] = b;
      }
      size = end;
    }

    private static int backslashes(byte[] bytes, int offset, int length) {
      int count = 0;
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '"' || bytes[i] == '\\') {
          count++;
        }
      }
      return count;
    }

    /** The body; nothing may be written afterwards. */
    byte[] toBody() {
      reserve(TAIL.length);
      System.arraycopy(TAIL, 0, buffer, size, TAIL.length);
      size += TAIL.length;
      return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    private void reserve(long more) {
      long needed = size + more;
      if (needed > buffer.length) {
        // exactly for the first part, which is usually the only one
        long larger = buffer == HEAD ? needed : Math.max(needed, 2L * buffer.length);
        // an array cannot be larger; if even that is too small, the copying fails, which is right
        buffer = Arrays.copyOf(buffer, (int) Math.min(larger, Integer.MAX_VALUE - 8));
      }
    }
  }
}
