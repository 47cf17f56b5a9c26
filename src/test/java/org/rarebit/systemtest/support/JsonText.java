package org.rarebit.systemtest.support;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;

/** JSON as the tests write it down. */
public final class JsonText {

  private JsonText() {}

  /** Any JSON value; strings with double quotes. */
  public static JsonValue json(String text) {
    // in an array, since a bare value is refused by some readers
    try (JsonReader reader = Json.createReader(new StringReader("[" + text + "]"))) {
      return reader.readArray().get(0);
    }
  }
}
