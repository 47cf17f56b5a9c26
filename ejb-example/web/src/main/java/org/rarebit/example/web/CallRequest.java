package org.rarebit.example.web;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Duration;
import java.util.Map;
import org.rarebit.api.Target;

/**
 * What the page asks for: {@code {"kind": "call", "topic": "calculator", "method": "add", "args":
 * {"a": 2, "b": 3}}}. Optional are {@code kind} (call, cast or fanout), {@code args}, {@code
 * exchange}, {@code server}, {@code namespace}, {@code version} and {@code timeoutMillis} (1 to
 * 600000; 10 seconds if absent).
 */
record CallRequest(
    Kind kind, Target target, String method, Map<String, Object> args, Duration timeout) {

  enum Kind {
    CALL,
    CAST,
    FANOUT
  }

  private static final long DEFAULT_TIMEOUT_MILLIS = 10_000;
  private static final long MAX_TIMEOUT_MILLIS = 600_000;

  /**
   * Reads a request.
   *
   * @throws InvalidRequestException if it is not such an object; the text is for the person who
   *     typed it
   */
  static CallRequest parse(String body) throws InvalidRequestException {
    JsonObject json = readObject(body);
    Kind kind = kind(json);
    Target target =
        Target.topic(required(json, "topic"))
            .exchange(optional(json, "exchange"))
            .namespace(optional(json, "namespace"))
            .version(optional(json, "version"))
            .server(optional(json, "server"))
            .fanout(kind == Kind.FANOUT);
    return new CallRequest(kind, target, required(json, "method"), args(json), timeout(json));
  }

  private static JsonObject readObject(String body) throws InvalidRequestException {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      JsonStructure structure = reader.read();
      if (structure instanceof JsonObject object) {
        return object;
      }
      throw new InvalidRequestException("The request must be a JSON object.");
    } catch (JsonException e) {
      throw new InvalidRequestException("The request is not valid JSON: " + e.getMessage());
    }
  }

  private static Kind kind(JsonObject json) throws InvalidRequestException {
    String kind = optional(json, "kind");
    if (kind == null) {
      return Kind.CALL;
    }
    return switch (kind) {
      case "call" -> Kind.CALL;
      case "cast" -> Kind.CAST;
      case "fanout" -> Kind.FANOUT;
      default ->
          throw new InvalidRequestException(
              "\"kind\" must be call, cast or fanout, but is \"" + kind + "\".");
    };
  }

  private static String required(JsonObject json, String name) throws InvalidRequestException {
    String text = optional(json, name);
    if (text == null) {
      throw new InvalidRequestException("\"" + name + "\" is missing.");
    }
    return text;
  }

  /** The trimmed text; null if it is absent, null or blank, which a form's empty field is. */
  private static String optional(JsonObject json, String name) throws InvalidRequestException {
    JsonValue value = json.getOrDefault(name, JsonValue.NULL);
    if (value.equals(JsonValue.NULL)) {
      return null;
    }
    if (!(value instanceof JsonString text)) {
      throw new InvalidRequestException("\"" + name + "\" must be text.");
    }
    String trimmed = text.getString().strip();
    return trimmed.isEmpty() ? null : trimmed;
  }

  private static Map<String, Object> args(JsonObject json) throws InvalidRequestException {
    JsonValue args = json.getOrDefault("args", JsonValue.EMPTY_JSON_OBJECT);
    if (!(args instanceof JsonObject object)) {
      throw new InvalidRequestException(
          "\"args\" must be a JSON object: arguments travel by name, for example {\"a\": 2}.");
    }
    return JsonValues.toMap(object);
  }

  private static Duration timeout(JsonObject json) throws InvalidRequestException {
    Object millis = JsonValues.toJava(json.getOrDefault("timeoutMillis", JsonValue.NULL));
    if (millis == null) {
      return Duration.ofMillis(DEFAULT_TIMEOUT_MILLIS);
    }
    if (millis instanceof Long whole && whole >= 1 && whole <= MAX_TIMEOUT_MILLIS) {
      return Duration.ofMillis(whole);
    }
    throw new InvalidRequestException(
        "\"timeoutMillis\" must be a whole number from 1 to "
            + MAX_TIMEOUT_MILLIS
            + ", but is "
            + millis
            + ".");
  }
}
