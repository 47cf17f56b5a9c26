package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import org.rarebit.api.EncodingException;

/**
 * Says why a tree is not of the Java type asked for, in one line and without showing more than the
 * beginning of a scalar.
 */
final class Unreadable {

  private static final int LONGEST_REASON = 200;

  private Unreadable() {}

  /**
   * For example: {@code Cannot be read as Flavor: vcpus is the text "four", but must be int.}
   *
   * @param asked the type of the whole
   * @param root the whole
   */
  static EncodingException as(Type asked, JsonNode root, JsonProcessingException e) {
    return new EncodingException(text(root, asked, e), Cause.of(e));
  }

  static EncodingException as(Type asked, Throwable e) {
    String text = "Cannot be read as " + name(asked) + ": " + reason(e.toString());
    return new EncodingException(text, e);
  }

  private static String text(JsonNode root, Type asked, JsonProcessingException e) {
    String subject = "Cannot be read as " + name(asked) + ": ";
    if (e instanceof InvalidDefinitionException) {
      return subject + reason(e.getOriginalMessage());
    }
    String place = "it";
    JsonNode there = root;
    Type needed = asked;
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      place = Excerpt.shorten(Path.of(mapping), LONGEST_REASON);
      there = Path.follow(root, mapping);
      needed = needed(e);
    }
    String found = subject + place + " is " + Excerpt.of(there);
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return found + ", which was refused: " + reason(e.getCause().toString());
    }
    return found + (needed == null ? "." : ", but must be " + describe(needed) + ".");
  }

  /** The type that was needed where it went wrong; null if Jackson does not say. */
  private static Type needed(JsonProcessingException e) {
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return mismatch.getTargetType();
    }
    if (e instanceof InputCoercionException coercion) {
      return coercion.getTargetType();
    }
    return e.getCause() instanceof InputCoercionException coercion
        ? coercion.getTargetType()
        : null;
  }

  private static String describe(Type needed) {
    if (needed instanceof Class<?> type) { // where Jackson chose the class, it is ArrayList
      return type.isEnum()
          ? "one of " + reason(Arrays.toString(type.getEnumConstants()))
          : Collection.class.isAssignableFrom(type) ? "an array" : name(type);
    }
    return name(needed);
  }

  /** A type without its packages. */
  private static String name(Type type) {
    return type.getTypeName().replaceAll("\\b[a-z_]\\w*\\.", "");
  }

  private static String reason(String text) {
    return Excerpt.shorten(text, LONGEST_REASON);
  }
}
