package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a method another name on the wire, or makes a bean's public method callable that is in no
 * {@link RpcContract}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RpcMethod {

  /**
   * The name on the wire, for example {@code get_flavor}.
   *
   * @return the name; empty, the default, means the method's own, as {@link RpcContract#names()}
   *     writes it
   */
  String value() default "";

  /**
   * The namespace of a bean's method that is in no contract.
   *
   * @return the namespace; empty, the default, means none; ignored on a contract's method
   */
  String namespace() default "";

  /**
   * The version that the method needs. On a contract's method: calls ask for it instead of the
   * contract's or the target's version, so that older servers, and version caps, let through what
   * they know; it must not be newer than the contract's version, which is what a server offers for
   * all methods. On a bean's method that is in no contract: the version that is served.
   *
   * @return {@code major.minor}; empty, the default, means the contract's, and {@code 1.0} for a
   *     method that is in none
   */
  String version() default "";
}
