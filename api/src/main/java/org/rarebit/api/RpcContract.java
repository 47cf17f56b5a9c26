package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface as a contract: a message-driven bean that implements it serves its methods,
 * and {@link RpcConnection#proxy} calls them. Each method's name is its name on the wire unless
 * {@link RpcMethod} or {@link #names()} gives another. Overloads are not allowed; a method that
 * comes from several super-interfaces, or that narrows the result of one, is one method.
 *
 * <pre>{@code
 * @RpcContract(version = "1.36", names = Naming.SNAKE_CASE)
 * public interface Engine {
 *   @RpcMethod(version = "1.0") String getRevision();
 *   Stack showStack(Map<String, Object> stackIdentity, Optional<Boolean> resolveOutputs);
 *   List<Event> listEvents(@Args Map<String, Object> filters);
 *   @Cast void stopStack(String name);
 *   CompletionStage<Report> audit(int year);
 * }
 * }</pre>
 *
 * <p>Super-interfaces may be generic. One that is a contract speaks for itself: its methods are
 * called in its own namespace and version, also through an interface that extends it; a bean serves
 * them there, and in the namespace and version of each contract that extends it as well. Methods of
 * a super-interface that is no contract belong to the contract that extends it.
 *
 * <p>A method that returns a {@code CompletionStage}, {@code CompletableFuture} or {@code Future}
 * does not wait when it is called. A bean may return one as well: the caller is answered when it
 * completes (a {@code Future} that is no stage is waited for on the bean's thread, inside its
 * transaction).
 *
 * <p>Types that have no form in JSON are refused when the proxy is made or the bean is activated,
 * all of them in one message: streams, functions, threads, type variables that nothing binds, and
 * interfaces and abstract classes of the application where they would have to be read.
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
   * {@code 1.2}, and no others. It is also the version that each call asks for, unless the target
   * or {@link RpcMethod#version()} names another.
   *
   * @return {@code major.minor}
   */
  String version() default "1.0";

  /**
   * How the names of methods, arguments, record components and properties are made from those in
   * Java. A name that an annotation gives is taken as it is: {@link RpcMethod}, {@link Arg}, {@link
   * Name}, Jakarta's {@code @JsonbProperty}, Jackson's {@code @JsonProperty}. Keys of maps are data
   * and stay what they are.
   *
   * @return the default is as they are written
   */
  Naming names() default Naming.AS_WRITTEN;

  /**
   * Whether components and properties that are null are sent.
   *
   * @return the default is that they are
   */
  Nulls nulls() default Nulls.SEND;

  /**
   * What changes arguments and results on their way.
   *
   * @return a class with a public constructor without parameters; {@code ValueMapper} itself, the
   *     default, means none
   */
  Class<? extends ValueMapper> values() default ValueMapper.class;
}
