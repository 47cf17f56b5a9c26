package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import org.rarebit.api.EncodingException;

/** Says why a Java value has no form in JSON. */
final class Unwritable {

  private static final int LONGEST_REASON = 200;

  private Unwritable() {}

  /**
   * For example: {@code The value at owner.pet cannot be written as JSON: No serializer found…}.
   */
  static EncodingException value(String subject, Throwable e) {
    String path = e instanceof JsonMappingException mapping ? Path.of(mapping) : "";
    String where = path.isEmpty() ? "" : " at " + Excerpt.shorten(path, LONGEST_REASON);
    return new EncodingException(
        subject + where + " cannot be written as JSON: " + reason(e), Cause.of(e));
  }

  private static String reason(Throwable e) {
    String reason =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.toString();
    return Excerpt.shorten(String.valueOf(reason), LONGEST_REASON);
  }
}
