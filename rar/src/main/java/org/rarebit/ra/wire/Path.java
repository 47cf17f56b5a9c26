package org.rarebit.ra.wire;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Where in a tree Jackson stumbled: {@code servers[2].flavor}. */
final class Path {

  /** A cycle shows as a path as long as the nesting may be. */
  private static final int MOST_STEPS = 20;

  private Path() {}

  /** The path as text; empty for the root. */
  static String of(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    int steps = 0;
    for (JsonMappingException.Reference step : e.getPath()) {
      if (++steps > MOST_STEPS) {
        return path.append('…').toString();
      }
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** What is there; a missing node if nothing is. */
  static JsonNode follow(JsonNode root, JsonMappingException e) {
    JsonNode node = root;
    for (JsonMappingException.Reference step : e.getPath()) {
      node =
          step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
    }
    return node == null ? MissingNode.getInstance() : node;
  }
}
