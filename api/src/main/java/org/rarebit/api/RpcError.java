package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Maps an exception of the application to a failure on the wire, on both sides. A serving method
 * that throws it sends this class and module, and the server's log shows no stack trace, since it
 * is expected. A proxy whose contract declares it in {@code throws} gets it thrown when a failure
 * of this class and module comes; nothing that is not declared there is ever made from what a peer
 * sends.
 *
 * <pre>{@code
 * @RpcError(name = "FlavorNotFound", module = "nova.exception")
 * public class FlavorNotFoundException extends Exception {
 *   public FlavorNotFoundException(String message) { super(message); }
 * }
 * }</pre>
 *
 * The class needs a public constructor with a {@code String}, which gets the remote message, or
 * with a {@link RemoteErrorException}, which has everything.
 *
 * <p>It is best checked and in {@code throws}. An unchecked one needs Jakarta Enterprise Beans'
 * {@code @ApplicationException} beside this, or the container takes it for a failure of the system;
 * a bean that declares or encloses one without is refused when it is deployed.
 *
 * <p>Keyword arguments, which many exceptions of OpenStack make their texts of, are parameters of
 * the constructor marked {@link Arg}. They travel both ways: what a serving method throws has them
 * read through a getter ({@code stackName()}, {@code getStackName()}) or from a field of the
 * parameter's or the argument's name; what a proxy throws gets those that came, and null for
 * others. A parameter that is not marked gets the message, if it is a String, or the {@link
 * RemoteErrorException}.
 *
 * <pre>{@code
 * @RpcError(name = "StackExists", module = "heat.common.exception")
 * public class StackExists extends Exception {
 *   private final String stackName;
 *   public StackExists(String message, @Arg("stack_name") String stackName) { … }
 *   public String stackName() { return stackName; }
 * }
 * }</pre>
 *
 * The exception then has no positional arguments; without any marked parameter it has one, its
 * message. Where no class is to be written, {@code throw new RemoteErrorException(name, module,
 * message, args, kwargs, "")} sends what it is given.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RpcError {

  /**
   * The class on the wire.
   *
   * @return the name; empty, the default, means the exception's simple class name
   */
  String name() default "";

  /**
   * The module on the wire: a Python module or Java package.
   *
   * @return the module; empty, the default, means the exception's package
   */
  String module() default "";
}
