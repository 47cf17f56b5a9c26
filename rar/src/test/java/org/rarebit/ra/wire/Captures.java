package org.rarebit.ra.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The golden files, read with a Jackson of their own, so that a fault of the codec's set-up does
 * not hide itself.
 */
final class Captures {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Captures() {}

  /** The body that has this as the text of its message, in the plainest way. */
  static byte[] enveloped(byte[] inner) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"oslo.version\":\"2.0\",\"oslo.message\":\"".getBytes(US_ASCII));
    for (byte b : inner) {
      if (b == '"' || b == '\\') {
        body.write('\\');
      }
      body.write(b >= 0 && b < ' ' ? ' ' : b); // which it can only be between tokens
    }
    body.writeBytes("\"}".getBytes(US_ASCII));
    return body.toByteArray();
  }

  /** The names of the captures that begin so. */
  static List<String> names(String prefix) {
    try (Stream<Path> files =
        Files.list(Path.of(Captures.class.getResource("/captures").toURI()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode read(String name) {
    try (InputStream file = Captures.class.getResourceAsStream("/captures/" + name + ".json")) {
      return MAPPER.readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of a table. */
  static Stream<JsonNode> rows(String name) {
    return StreamSupport.stream(read(name).get("rows").spliterator(), false);
  }

  /** A captured message as it came from the broker. */
  static Body body(JsonNode capture) {
    String text = capture.get("body").textValue();
    byte[] bytes =
        capture.path("body_encoding").asText().equals("base64")
            ? Base64.getDecoder().decode(text)
            : text.getBytes(StandardCharsets.UTF_8);
    return new Body(
        bytes,
        capture.get("properties").path("content_type").textValue(),
        capture.get("headers").path("compression").textValue());
  }

  static JsonNode parse(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode parse(String json) {
    return parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The inner message of a body in its envelope. */
  static JsonNode inner(byte[] body) {
    return parse(parse(body).get("oslo.message").textValue());
  }
}
