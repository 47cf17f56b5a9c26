package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MayHaveRun;

/**
 * Says why a tree is not of the Java type asked for, or why a Java value has no form in JSON: in
 * one line, and without a value, since it may be logged.
 */
final class Misfit {

  private static final int LONGEST_REASON = 200;

  private Misfit() {}

  /**
   * For example: {@code Cannot be read as Flavor: vcpus is a text of 4 characters, but must be
   * int.}
   *
   * @param asked the type of the whole
   * @param root the whole
   */
  static EncodingException unreadable(Type asked, JsonNode root, JsonProcessingException e) {
    return new EncodingException(text(root, asked, e), MayHaveRun.YES, causeOf(e));
  }

  static EncodingException unreadable(Type asked, Throwable e) {
    String text = "Cannot be read as " + name(asked) + ": " + reason(e.toString());
    return new EncodingException(text, MayHaveRun.YES, e);
  }

  /**
   * For example: {@code The value at owner.pet cannot be written as JSON: No serializer found…}.
   */
  static EncodingException unwritable(String subject, Throwable e) {
    String path = e instanceof JsonMappingException mapping ? Path.of(mapping) : "";
    String where = path.isEmpty() ? "" : " at " + Excerpt.shorten(path, LONGEST_REASON);
    return new EncodingException(
        subject + where + " cannot be written as JSON: " + reason(e), MayHaveRun.NO, causeOf(e));
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
    String found = subject + place + " is " + Excerpt.kindOf(there);
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

  private static String reason(Throwable e) {
    String reason =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.toString();
    return Excerpt.shorten(String.valueOf(reason), LONGEST_REASON);
  }

  /**
   * The first cause that is not Jackson's own: what a constructor or a getter of the application
   * threw; null if there is none. Jackson's exceptions are not kept, because their texts show the
   * values, they hold on to its caches, and applications cannot load their classes.
   */
  private static Throwable causeOf(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof JsonProcessingException) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Where in a tree Jackson stumbled: {@code servers[2].flavor}. */
  private static final class Path {

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
            step.getFieldName() == null
                ? node.path(step.getIndex())
                : node.path(step.getFieldName());
      }
      return node == null ? MissingNode.getInstance() : node;
    }
  }
}
