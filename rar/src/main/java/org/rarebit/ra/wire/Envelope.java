package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
    byte[] json = body.json(limits);
    ObjectNode usual = EnvelopeReader.read(json, limits.maxNesting());
    return usual != null ? new Opened(usual, true) : openedByJackson(json, limits);
  }

  /** The same for whatever a body may be, and with reasons. */
  static Opened openedByJackson(byte[] json, Limits limits) throws MalformedMessageException {
    ObjectReader reader = Dialect.current().trees(limits.maxNesting());
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
}
