package org.rarebit.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** oslo.messaging's envelope 2.0 as one writes it by hand with Jackson. Thread-safe. */
final class OsloEnvelope {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectWriter WRITER = MAPPER.writer();
  private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

  private OsloEnvelope() {}

  static byte[] wrap(Map<String, ?> message) throws IOException {
    Map<String, String> envelope = new LinkedHashMap<>(); // in Python's order
    envelope.put("oslo.version", "2.0");
    envelope.put("oslo.message", WRITER.writeValueAsString(message));
    return WRITER.writeValueAsBytes(envelope);
  }

  static JsonNode unwrap(byte[] body) throws IOException {
    JsonNode envelope = READER.readValue(body);
    return READER.readValue(envelope.path("oslo.message").textValue());
  }
}
