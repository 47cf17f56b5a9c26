package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads the field {@code failure} of a reply: JSON text within the JSON.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging _drivers/common.py,
 *     serialize_remote_exception and deserialize_remote_exception</a>
 */
final class FailureCodec {

  private static final int LONGEST_UNREADABLE = 2000;

  private FailureCodec() {}

  static String encode(RemoteFailure failure) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("class", failure.className());
    fields.put("module", failure.module());
    fields.put("message", failure.message());
    fields.put("tb", failure.traceback());
    fields.put("args", failure.args());
    fields.put("kwargs", failure.kwargs());
    return Dialect.current().text(fields);
  }

  /** Null if the field says that there is none: absent, null, empty, or another false of Python. */
  static RemoteFailure decode(JsonNode failure, Limits limits) {
    if (failure == null || isFalse(failure)) {
      return null;
    }
    if (failure.isObject()) { // not what Python sends, but clear enough
      return fromObject(failure);
    }
    String text = failure.asText();
    try {
      JsonNode tree = Dialect.current().trees(limits.maxNesting()).readTree(text);
      if (tree.isObject()) {
        return fromObject(tree);
      }
    } catch (IOException e) {
      // no JSON: what came is all there is to tell
    }
    String kept = text.isEmpty() ? failure.toString() : text;
    return new RemoteFailure(
        "",
        "",
        "unreadable failure: " + Excerpt.shorten(kept, LONGEST_UNREADABLE),
        List.of(),
        List.of(),
        Map.of());
  }

  private static RemoteFailure fromObject(JsonNode failure) {
    return new RemoteFailure(
        orEmpty(Fields.text(failure, "class")),
        orEmpty(Fields.text(failure, "module")),
        orEmpty(Fields.text(failure, "message")),
        lines(failure.path("tb")),
        list(failure.path("args")),
        failure.path("kwargs").isObject() ? Json.toMap(failure.path("kwargs")) : Map.of());
  }

  private static List<String> lines(JsonNode traceback) {
    List<String> lines = new ArrayList<>();
    if (traceback.isTextual()) {
      lines.add(traceback.textValue());
    }
    for (JsonNode line : traceback) {
      lines.add(line.asText());
    }
    return lines;
  }

  private static List<Object> list(JsonNode args) {
    List<Object> list = new ArrayList<>();
    if (args.isArray()) {
      args.forEach(arg -> list.add(Json.toNative(arg)));
    }
    return list;
  }

  private static boolean isFalse(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> value.textValue().isEmpty();
      case BOOLEAN -> !value.booleanValue();
      case NUMBER -> value.doubleValue() == 0;
      case ARRAY, OBJECT -> value.isEmpty();
      default -> true;
    };
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
