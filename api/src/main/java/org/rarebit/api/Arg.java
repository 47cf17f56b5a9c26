package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of a parameter on the wire, where arguments travel by name. Not needed where the class
 * file has the parameters' names, that is, where it was compiled with {@code -parameters}. On a
 * parameter of the constructor of a class marked {@link RpcError}: the name of a keyword argument
 * of the exception.
 *
 * <p><b>Calling:</b> an argument that is null is sent as null; an empty {@code Optional} is left
 * out, so that the default of the peer's method counts.
 *
 * <p><b>Serving:</b> an argument that did not come is an empty {@code Optional}, or null if the
 * parameter is marked with an annotation named {@code Nullable}, of whatever package; any other is
 * a {@code TypeError} for the caller, as in Python. One that came as null is null, and an empty
 * {@code Optional}; for a primitive it is a {@code TypeError}. An argument that has no parameter is
 * a {@code TypeError}, too, unless a parameter is marked {@link Args}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Arg {

  /**
   * The name of the argument.
   *
   * @return the name, not empty
   */
  String value();
}
