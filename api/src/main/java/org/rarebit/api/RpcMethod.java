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
   * @return the name; empty, the default, means the method's own
   */
  String value() default "";

  /**
   * The namespace of a bean's method that is in no contract.
   *
   * @return the namespace; empty, the default, means none; ignored on a contract's method
   */
  String namespace() default "";

  /**
   * The version of a bean's method that is in no contract.
   *
   * @return {@code major.minor}; ignored on a contract's method
   */
  String version() default "1.0";
}
