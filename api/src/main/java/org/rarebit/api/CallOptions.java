package org.rarebit.api;

import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.spi.MessageHeaders;
import org.rarebit.api.spi.ProxyHandler;

/**
 * How requests are sent. Immutable; the methods {@code with…} return a copy. What is not said is as
 * it was: the client's, and in the end the connection factory's.
 *
 * <pre>{@code
 * CallOptions impatient = CallOptions.timeout(Duration.ofSeconds(2));
 * Flavor flavor = client.with(impatient.withUniqueId(order.id())).proxy(Compute.class).getFlavor(7);
 * }</pre>
 */
public final class CallOptions implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Servers send a sign of life each half of it, in whole seconds: less is none. */
  private static final Duration SHORTEST_MONITOR = Duration.ofSeconds(2);

  private static final CallOptions NONE =
      new CallOptions(null, null, null, null, null, null, Map.of());

  /** Null where nothing is said. */
  private final @Nullable Duration timeout;

  /** Null where nothing is said. */
  private final @Nullable Duration callMonitor;

  /** Null where nothing is said. */
  private final @Nullable RequestContext context;

  /** Null where nothing is said. */
  private final @Nullable String uniqueId;

  /** Null where nothing is said. */
  private final @Nullable String server;

  /** Null where nothing is said. */
  private final @Nullable String versionCap;

  /** By name; empty where nothing is said. */
  private final Map<String, String> headers;

  private CallOptions(
      @Nullable Duration timeout,
      @Nullable Duration callMonitor,
      @Nullable RequestContext context,
      @Nullable String uniqueId,
      @Nullable String server,
      @Nullable String versionCap,
      Map<String, String> headers) {
    this.timeout = timeout;
    this.callMonitor = callMonitor;
    this.context = context;
    this.uniqueId = uniqueId;
    this.server = server;
    this.versionCap = versionCap;
    this.headers = headers;
  }

  /**
   * Options that say nothing.
   *
   * @return always the same
   */
  public static CallOptions none() {
    return NONE;
  }

  /**
   * Options that say a timeout, and nothing else.
   *
   * @param timeout see {@link #withTimeout}
   * @return the options
   */
  public static CallOptions timeout(Duration timeout) {
    return NONE.withTimeout(timeout);
  }

  /**
   * The same with another timeout.
   *
   * @param other from the call on, publishing included; more than zero, milliseconds count. Inside
   *     a serving method a call waits no longer than that method's own caller; a cast or a
   *     notification does not care
   * @return a copy
   */
  public CallOptions withTimeout(Duration other) {
    if (other.isNegative() || other.isZero()) {
      throw new IllegalArgumentException("A timeout must be more than zero, but is " + other + ".");
    }
    return new CallOptions(other, callMonitor, context, uniqueId, server, versionCap, headers);
  }

  /**
   * The same with a call monitor: the server sends signs of life while it works, and the call fails
   * when none has come for this long, however long the timeout is. So a call may take an hour and a
   * dead server is noticed in seconds. The timeout stays the overall limit.
   *
   * @param other whole seconds, from 2, since oslo.messaging's servers send one each half of it;
   *     {@link Duration#ZERO} turns it off
   * @return a copy
   */
  public CallOptions withCallMonitor(Duration other) {
    if (!other.isZero() && other.compareTo(SHORTEST_MONITOR) < 0) {
      throw new IllegalArgumentException(
          "A call monitor's time must be zero or at least 2 s, but is " + other + ".");
    }
    Duration wholeSeconds = Duration.ofSeconds(other.toSeconds());
    return new CallOptions(timeout, wholeSeconds, context, uniqueId, server, versionCap, headers);
  }

  /**
   * The same with another request context. Entries that the connection factory adds ({@code
   * propagatedContext}, {@code callerKey}) are those that it does not have, be it as null.
   *
   * @param other what the caller says of itself
   * @return a copy
   */
  public CallOptions withContext(RequestContext other) {
    Objects.requireNonNull(other, "context");
    return new CallOptions(timeout, callMonitor, other, uniqueId, server, versionCap, headers);
  }

  /**
   * The same with an id of the caller's. Two requests with one id are one: a server that has had it
   * does not run it again, as long as it remembers ({@code duplicateWindow}, and oslo.messaging's
   * for some requests). So a caller who does not know whether a request has run may send it again.
   *
   * <p>A Rarebit server answers each call with that id: one that comes while the first waits or
   * runs is answered with it, one that comes later gets the same answer, result or failure. Answers
   * up to 1 MiB are kept for that, the last 8 MiB of a server. If the answer is not kept any more,
   * or the first request was a cast, or it had another method, version, arguments or request
   * context, the call ends with a {@link RemoteErrorException} that says so. What has expired
   * before it ran is run when it is called again. Another server of the topic knows nothing of the
   * first, and runs it; Python's servers do not answer a second call at all, so that it ends with
   * its timeout.
   *
   * <p>Without, each request has an id of its own. For one request, or for the attempts at one.
   *
   * @param other not empty, for example a UUID, or an order's number
   * @return a copy
   */
  public CallOptions withUniqueId(String other) {
    if (other.isEmpty()) {
      throw new IllegalArgumentException("A unique id must not be empty.");
    }
    return new CallOptions(timeout, callMonitor, context, other, server, versionCap, headers);
  }

  /**
   * The same for one server of the target's topic.
   *
   * @param other its name, not empty
   * @return a copy
   */
  public CallOptions withServer(String other) {
    if (other.isEmpty()) {
      throw new IllegalArgumentException("The name of a server must not be empty.");
    }
    return new CallOptions(timeout, callMonitor, context, uniqueId, other, versionCap, headers);
  }

  /**
   * The same with a cap: requests whose version is not compatible with it are refused, which keeps
   * a client usable while servers are upgraded one after the other. A request without a version
   * fails any cap.
   *
   * @param other {@code major.minor}
   * @return a copy
   */
  public CallOptions withVersionCap(String other) {
    Objects.requireNonNull(other, "versionCap");
    return new CallOptions(timeout, callMonitor, context, uniqueId, server, other, headers);
  }

  /**
   * The same with a header, which travels as a header of the AMQP message: for interceptors, for
   * example. Servers see it in {@link RpcContext#headers()}; Python ignores it. At most 64, and
   * together 8192 bytes.
   *
   * @param name 1 to 128 visible characters of ASCII, and none that the broker or the adapter uses,
   *     such as {@code compression} or {@code CC}; of two with one name the later one counts
   * @param value any text
   * @return a copy
   * @throws IllegalArgumentException if the name is none, or there are too many or too large ones
   */
  public CallOptions withHeader(String name, String value) {
    return withHeaders(Map.of(name, value));
  }

  /**
   * The same with headers: {@link #withHeader}, of several at once.
   *
   * @param more by name
   * @return a copy
   * @throws IllegalArgumentException if a name is none, or there are too many or too large ones
   */
  public CallOptions withHeaders(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, String> all = MessageHeaders.added(headers, more);
    return new CallOptions(timeout, callMonitor, context, uniqueId, server, versionCap, all);
  }

  /**
   * These, and what others say: that counts where both say something. Headers are put together.
   *
   * @param others to be added
   * @return a copy
   */
  public CallOptions and(CallOptions others) {
    if (others.equals(NONE)) {
      return this;
    }
    if (equals(NONE)) {
      return others;
    }
    return new CallOptions(
        others.timeout == null ? timeout : others.timeout,
        others.callMonitor == null ? callMonitor : others.callMonitor,
        others.context == null ? context : others.context,
        others.uniqueId == null ? uniqueId : others.uniqueId,
        others.server == null ? server : others.server,
        others.versionCap == null ? versionCap : others.versionCap,
        headersWith(others.headers));
  }

  /**
   * A proxy with these options, beside those that it has, for one call or many:
   *
   * <pre>{@code
   * long five = CallOptions.timeout(Duration.ofSeconds(2)).applyTo(calculator).add(2, 3);
   * }</pre>
   *
   * Costs little, and nothing is sent. The result lives as long as the proxy that it is made of.
   *
   * @param <T> the contract
   * @param proxy what a connection factory, a connection, a client or {@code @RpcTarget} gave
   * @return a proxy of the same contract and target; the one that was given stays as it is
   * @throws IllegalArgumentException if it is none, for example another object that implements the
   *     contract, or what a container has put in front of one
   */
  @SuppressWarnings("unchecked") // of the same contract
  public <T> T applyTo(T proxy) {
    if (Proxy.isProxyClass(proxy.getClass())
        && Proxy.getInvocationHandler(proxy) instanceof ProxyHandler handler) {
      return (T) handler.proxyWith(this);
    }
    throw new IllegalArgumentException(
        "Options can be applied to proxies of contracts only, but this is a "
            + proxy.getClass().getName()
            + ".");
  }

  private Map<String, String> headersWith(Map<String, String> others) {
    if (headers.isEmpty()) {
      return others;
    }
    return others.isEmpty() ? headers : MessageHeaders.added(headers, others);
  }

  /**
   * From the call on, publishing included.
   *
   * @return empty if nothing is said
   */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /**
   * How long the server may give no sign of life.
   *
   * @return zero for no call monitor; empty if nothing is said
   */
  public Optional<Duration> callMonitor() {
    return Optional.ofNullable(callMonitor);
  }

  /**
   * What the caller says of itself.
   *
   * @return empty if nothing is said
   */
  public Optional<RequestContext> context() {
    return Optional.ofNullable(context);
  }

  /**
   * The caller's id of the request.
   *
   * @return empty if each request has one of its own
   */
  public Optional<String> uniqueId() {
    return Optional.ofNullable(uniqueId);
  }

  /**
   * One server of the topic.
   *
   * @return empty if nothing is said
   */
  public Optional<String> server() {
    return Optional.ofNullable(server);
  }

  /**
   * The version with which those of requests must be compatible.
   *
   * @return empty if nothing is said
   */
  public Optional<String> versionCap() {
    return Optional.ofNullable(versionCap);
  }

  /**
   * The headers.
   *
   * @return by name, in the order in which they were added; unmodifiable; empty if none is said
   */
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof CallOptions that && hasAllOf(that));
  }

  private boolean hasAllOf(CallOptions that) {
    return Objects.equals(timeout, that.timeout)
        && Objects.equals(callMonitor, that.callMonitor)
        && Objects.equals(context, that.context)
        && Objects.equals(uniqueId, that.uniqueId)
        && Objects.equals(server, that.server)
        && Objects.equals(versionCap, that.versionCap)
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(timeout, callMonitor, context, uniqueId, server, versionCap, headers);
  }

  /** What is said; of the context and the headers the keys only. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("CallOptions[");
    add(text, "timeout", timeout);
    add(text, "callMonitor", callMonitor);
    add(text, "context", context);
    add(text, "uniqueId", uniqueId);
    add(text, "server", server);
    add(text, "versionCap", versionCap);
    add(text, "headers", headers.isEmpty() ? null : headers.keySet());
    return text.append(']').toString();
  }

  private static void add(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ")
          .append(name)
          .append('=')
          .append(value);
    }
  }
}
