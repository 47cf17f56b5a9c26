package org.rarebit.cdi;

import jakarta.enterprise.util.AnnotationLiteral;
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
 * no connection can be had, that is a {@link org.rarebit.api.NoConnectionException}; a method that
 * returns a {@code CompletionStage} completes with it.
 *
 * <p>The members belong to the injection point, and points with other members get other proxies.
 * {@code Instance} and {@code Provider} of a contract are injected, too; by program, {@link
 * Literal} says what to call:
 *
 * <pre>{@code
 * @Inject @Any Instance<Calculator> calculators;
 * Calculator calculator = calculators.select(RpcTarget.Literal.of("calculator")).get();
 * }</pre>
 *
 * A qualifier of the application's own that is itself annotated with it stands for it:
 *
 * <pre>{@code
 * @Qualifier @Retention(RUNTIME) @RpcTarget(topic = "billing") public @interface Billing {}
 * @Inject @Billing Invoices invoices;
 * }</pre>
 *
 * An injection point of another type, a contract that is not valid, and members that are not, fail
 * the deployment.
 */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
public @interface RpcTarget {

  /**
   * What the servers serve.
   *
   * @return the topic; it may be empty, the default, only if the configuration of {@link #name}
   *     says it
   */
  @Nonbinding
  String topic() default "";

  /**
   * The name under which the configuration may say something else than the other members: {@code
   * rarebit.target.NAME.topic}, {@code .exchange}, {@code .server}, {@code .namespace}, {@code
   * .version}, {@code .timeout-millis} and {@code .lookup}. What it says counts; what it leaves
   * out, or says to be empty, is as the members say. It is that of MicroProfile Config, where the
   * server has it, else the system properties and then the environment.
   *
   * @return letters, digits, and {@code . - _} between them; empty, the default, means that nothing
   *     is configured
   */
  @Nonbinding
  String name() default "";

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

  /**
   * The annotation as a value, for lookups by program. Immutable; the methods {@code with…} return
   * a copy.
   */
  final class Literal extends AnnotationLiteral<RpcTarget> implements RpcTarget {

    /** The qualifier of the beans: its members count at the injection point only. */
    static final Literal ANY = new Literal("", "", "", "", "", "", 0, "");

    private static final long serialVersionUID = 1L;

    /** The {@link RpcTarget#topic}. */
    private final String topic;

    /** The {@link RpcTarget#name}. */
    private final String name;

    /** The {@link RpcTarget#exchange}. */
    private final String exchange;

    /** The {@link RpcTarget#server}. */
    private final String server;

    /** The {@link RpcTarget#namespace}. */
    private final String namespace;

    /** The {@link RpcTarget#version}. */
    private final String version;

    /** The {@link RpcTarget#timeoutMillis}. */
    private final long timeoutMillis;

    /** The {@link RpcTarget#lookup}. */
    private final String lookup;

    private Literal(
        String topic,
        String name,
        String exchange,
        String server,
        String namespace,
        String version,
        long timeoutMillis,
        String lookup) {
      this.topic = topic;
      this.name = name;
      this.exchange = exchange;
      this.server = server;
      this.namespace = namespace;
      this.version = version;
      this.timeoutMillis = timeoutMillis;
      this.lookup = lookup;
    }

    /**
     * Any server of a topic, with the defaults of all other members.
     *
     * @param topic what the servers serve, not empty
     * @return a literal
     */
    public static Literal of(String topic) {
      return new Literal(topic, "", "", "", "", "", 0, "java:app/rarebit/rpc");
    }

    /**
     * What the configuration says under a name, with the defaults of all other members.
     *
     * @param name the {@link RpcTarget#name}, not empty
     * @return a literal
     */
    public static Literal named(String name) {
      return new Literal("", name, "", "", "", "", 0, "java:app/rarebit/rpc");
    }

    /**
     * The same on another exchange.
     *
     * @param other the exchange; empty means the connection factory's
     * @return a copy
     */
    public Literal withExchange(String other) {
      return new Literal(topic, name, other, server, namespace, version, timeoutMillis, lookup);
    }

    /**
     * The same for one server.
     *
     * @param other its name; empty means any server
     * @return a copy
     */
    public Literal withServer(String other) {
      return new Literal(topic, name, exchange, other, namespace, version, timeoutMillis, lookup);
    }

    /**
     * The same in another namespace.
     *
     * @param other the namespace; empty means the contract's
     * @return a copy
     */
    public Literal withNamespace(String other) {
      return new Literal(topic, name, exchange, server, other, version, timeoutMillis, lookup);
    }

    /**
     * The same in another version.
     *
     * @param other {@code major.minor}; empty means the contract's
     * @return a copy
     */
    public Literal withVersion(String other) {
      return new Literal(topic, name, exchange, server, namespace, other, timeoutMillis, lookup);
    }

    /**
     * The same with another timeout.
     *
     * @param millis milliseconds, more than zero; zero means the connection factory's
     * @return a copy
     */
    public Literal withTimeoutMillis(long millis) {
      return new Literal(topic, name, exchange, server, namespace, version, millis, lookup);
    }

    /**
     * The same through another connection factory.
     *
     * @param other its JNDI name
     * @return a copy
     */
    public Literal withLookup(String other) {
      return new Literal(topic, name, exchange, server, namespace, version, timeoutMillis, other);
    }

    @Override
    public String topic() {
      return topic;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String exchange() {
      return exchange;
    }

    @Override
    public String server() {
      return server;
    }

    @Override
    public String namespace() {
      return namespace;
    }

    @Override
    public String version() {
      return version;
    }

    @Override
    public long timeoutMillis() {
      return timeoutMillis;
    }

    @Override
    public String lookup() {
      return lookup;
    }
  }
}
