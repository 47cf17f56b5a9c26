package org.rarebit.systemtest.support;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * What the example's page answered.
 *
 * @param status of HTTP
 * @param body JSON, if all is well
 */
public record PageAnswer(int status, String body) {

  /** The answer as JSON. */
  public JsonObject json() {
    try {
      return JsonText.json(body).asJsonObject();
    } catch (JsonException | ClassCastException e) {
      throw new AssertionError("HTTP " + status + " is not a JSON object: " + body, e);
    }
  }

  /** The word for what became of the request. */
  public String outcome() {
    return json().getString("outcome");
  }

  /** The result of a call that succeeded; an error if it did not. */
  public JsonValue result() {
    if (!outcome().equals("result")) {
      throw new AssertionError("A result was expected, but HTTP " + status + " says: " + body);
    }
    return json().get("result");
  }

  /** A text of the answer, for example {@code message} or {@code class}. */
  public String text(String name) {
    return json().getString(name);
  }
}
