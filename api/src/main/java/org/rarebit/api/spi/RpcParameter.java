package org.rarebit.api.spi;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an operation.
 *
 * @param name the argument's name on the wire; null for a parameter that takes no single argument
 * @param type the declared type, with its generics, without type variables
 * @param nullable true if it is marked with an annotation named {@code Nullable}, whoever's: the
 *     argument may then be missing
 * @param kind what it takes
 */
public record RpcParameter(@Nullable String name, Type type, boolean nullable, Kind kind) {

  /** What a parameter takes. */
  public enum Kind {
    /** The argument of its name. */
    ARGUMENT,
    /** The {@link org.rarebit.api.RpcContext}. */
    CONTEXT,
    /** All arguments that no other parameter takes, see {@link org.rarebit.api.Args}. */
    REST
  }

  /**
   * Tells a parameter that gets the request's context from one that gets arguments.
   *
   * @return true for a context
   */
  public boolean isContext() {
    return kind == Kind.CONTEXT;
  }

  /**
   * Tells a parameter that gets what no other takes.
   *
   * @return true for the rest
   */
  public boolean isRest() {
    return kind == Kind.REST;
  }
}
