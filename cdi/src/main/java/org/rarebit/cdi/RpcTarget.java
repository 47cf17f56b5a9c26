package org.rarebit.cdi;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Injects what calls a target: a proxy of a contract, or a client.
 *
 * <pre>{@code
 * @Inject @RpcTarget(topic = "calculator") Calculator calculator;
 * @Inject @RpcTarget(topic = "compute", version = "6.0") RpcClient compute;
 * }</pre>
 *
 * What is injected needs no closing: it takes a connection from the factory for each call and gives
 * it back afterwards. It is thread-safe and serializable, and may be kept by beans of any scope. It
 * throws what a {@linkplain org.rarebit.api.RpcConnection#proxy proxy of a connection} throws. If
 * no connection can be had, that is a {@link org.rarebit.api.MessagingException} where the
 * contract's method declares it or a superclass of it, and otherwise an {@link
 * org.rarebit.api.UncheckedMessagingException}; a method that returns a {@code CompletionStage}
 * completes with it.
 *
 * <p>The members belong to the injection point, and points with other members get other proxies.
 * {@code Instance} and {@code Provider} of a contract are injected, too. An injection point of
 * another type, a contract that is not valid, and members that are not, fail the deployment.
 */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface RpcTarget {

  /**
   * What the servers serve.
   *
   * @return the topic, not empty
   */
  @Nonbinding
  String topic();

  /**
   * The control exchange.
   *
   * @return the exchange; empty, the default, means the connection factory's
   */
  @Nonbinding
  String exchange() default "";

  /**
   * One server of the topic.
   *
   * @return its name; empty, the default, means any server
   */
  @Nonbinding
  String server() default "";

  /**
   * The namespace of the methods.
   *
   * @return the namespace; empty, the default, means the contract's, and none for a client
   */
  @Nonbinding
  String namespace() default "";

  /**
   * The version of the interface that the caller needs.
   *
   * @return {@code major.minor}; empty, the default, means the contract's, and {@code 1.0} for a
   *     client
   */
  @Nonbinding
  String version() default "";

  /**
   * How long a call waits, publishing included.
   *
   * @return milliseconds, more than zero; zero, the default, means the connection factory's
   */
  @Nonbinding
  long timeoutMillis() default 0;

  /**
   * Where the connection factory is. It is looked up by the first call.
   *
   * @return its JNDI name, as the naming context of the calling bean knows it
   */
  @Nonbinding
  String lookup() default "java:app/rarebit/rpc";
}
