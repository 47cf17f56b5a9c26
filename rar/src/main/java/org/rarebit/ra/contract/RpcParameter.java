package org.rarebit.ra.contract;

import java.lang.reflect.Type;

/**
 * A parameter of an operation.
 *
 * @param name the argument's name on the wire; null for a parameter that takes the {@link
 *     org.rarebit.api.RpcContext}
 * @param type the declared type, with its generics
 * @param nullable true if it is marked with an annotation named {@code Nullable}, whoever's: the
 *     argument may then be missing
 */
public record RpcParameter(String name, Type type, boolean nullable) {

  /**
   * Tells a parameter that gets the request's context from one that gets an argument.
   *
   * @return true for a context
   */
  public boolean isContext() {
    return name == null;
  }
}
