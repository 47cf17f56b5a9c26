package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface as a contract: a message-driven bean that implements it serves its methods,
 * and {@link RpcConnection#proxy} calls them. Each method's name is its name on the wire unless
 * {@link RpcMethod} gives another; overloads are not allowed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RpcContract {

  /**
   * The namespace of the methods.
   *
   * @return the namespace; empty, the default, means none
   */
  String namespace() default "";

  /**
   * The version of the interface: a server of {@code 1.2} answers callers that need {@code 1.0} to
   * {@code 1.2}, and no others.
   *
   * @return {@code major.minor}
   */
  String version() default "1.0";
}
