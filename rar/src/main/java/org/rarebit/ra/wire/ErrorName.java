package org.rarebit.ra.wire;

import org.rarebit.api.RpcError;

/**
 * The name under which an exception travels: its own, or what {@link RpcError} says instead.
 *
 * @param className the simple class name
 * @param module its Python module or Java package
 */
public record ErrorName(String className, String module) {

  /**
   * The name of a class of exceptions.
   *
   * @param type the class
   * @return as a peer sees it
   */
  public static ErrorName of(Class<?> type) {
    RpcError mapping = type.getAnnotation(RpcError.class);
    return new ErrorName(
        mapping == null || mapping.name().isEmpty() ? type.getSimpleName() : mapping.name(),
        mapping == null || mapping.module().isEmpty() ? type.getPackageName() : mapping.module());
  }
}
