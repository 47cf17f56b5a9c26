package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.rarebit.api.RequestContext;

/** The entries of a request context, each a field of its message. */
final class ContextFields {

  private static final String PREFIX = "_context_";

  private ContextFields() {}

  /** The name of an entry's field. */
  static String nameOf(String key) {
    return PREFIX + key;
  }

  /**
   * The context of a message.
   *
   * @param reserved keys that are left out
   */
  static RequestContext of(ObjectNode message, Set<String> reserved) {
    Map<String, Object> context = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : message.properties()) {
      if (field.getKey().startsWith(PREFIX)) {
        String key = field.getKey().substring(PREFIX.length());
        if (!reserved.contains(key)) {
          context.put(key, Json.toNative(field.getValue()));
        }
      }
    }
    return RequestContext.of(context);
  }
}
