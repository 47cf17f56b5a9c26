package org.rarebit.example.web;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.StringWriter;
import java.util.Map;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;

/**
 * What became of a request, as JSON: {@code outcome} is {@code result}, {@code sent}, or what went
 * wrong, then with a {@code message}; {@code text} is the result as JSON text, since a browser
 * would round large integers.
 */
final class Answer {

  private static final JsonWriterFactory PRETTY =
      Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

  private final int status;
  private final JsonObjectBuilder json;

  private Answer(int status, JsonObjectBuilder json) {
    this.status = status;
    this.json = json;
  }

  static Answer result(Object result) {
    JsonValue value = JsonValues.toJson(result);
    return of(200, "result").with("result", value).with("text", pretty(value));
  }

  static Answer sent() {
    return of(202, "sent");
  }

  static Answer invalid(InvalidRequestException e) {
    return of(400, "invalid").with("message", e.getMessage());
  }

  /** The api's exceptions differ by what the caller can do, and so do the statuses. */
  static Answer failure(MessagingException e) {
    if (e instanceof RemoteErrorException remote) {
      return of(502, "failed")
          .with("message", remote.remoteMessage())
          .with("class", remote.remoteClass())
          .with("module", remote.remoteModule())
          .with("trace", remote.remoteTraceback());
    }
    if (e instanceof MessageUndeliverableException) {
      return of(404, "undeliverable").with("message", textOf(e));
    }
    if (e instanceof MessagingTimeoutException) {
      return of(504, "timeout").with("message", textOf(e));
    }
    if (e instanceof InvalidTargetException) {
      return of(400, "invalid").with("message", textOf(e));
    }
    return of(503, "unavailable").with("message", textOf(e));
  }

  Answer took(long nanos) {
    json.add("micros", nanos / 1_000);
    return this;
  }

  Response toResponse() {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8"))
        .header("Cache-Control", "no-store")
        .entity(json.build().toString())
        .build();
  }

  private static Answer of(int status, String outcome) {
    return new Answer(status, Json.createObjectBuilder().add("outcome", outcome));
  }

  private Answer with(String name, String text) {
    json.add(name, text);
    return this;
  }

  private Answer with(String name, JsonValue value) {
    json.add(name, value);
    return this;
  }

  private static String pretty(JsonValue value) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = PRETTY.createWriter(text)) {
      writer.write(value);
    }
    return text.toString().strip();
  }

  private static String textOf(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
