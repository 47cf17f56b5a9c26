package org.rarebit.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.spi.RequestSender;

/**
 * A request that is being put together, and sent by its last method. Not thread-safe; it may be
 * sent more than once, each time as a new request, unless {@link #uniqueId} says otherwise.
 *
 * <pre>{@code
 * Stack stack = engine.request("show_stack").arg("stack_identity", id).arg("resolve_outputs", null)
 *     .timeout(Duration.ofSeconds(5)).call(Stack.class);
 * engine.request("reboot").arg("hard", true).server("node1").cast();
 * engine.request("refresh").fanout();
 * }</pre>
 */
public final class RpcRequest {

  private static final int A_FEW = 8;

  private final RequestSender sender;
  private final String method;
  private Map<String, ?> args = Map.of();
  private @Nullable Map<String, @Nullable Object> own; // args, once it is ours to change
  private CallOptions options = CallOptions.none();

  /**
   * For implementations of {@link RpcClient}.
   *
   * @param sender the client, which sends it
   * @param method the method's name on the wire
   */
  public RpcRequest(RequestSender sender, String method) {
    this.sender = Objects.requireNonNull(sender, "sender");
    this.method = Objects.requireNonNull(method, "method");
  }

  /**
   * Adds an argument; of two with one name the later one counts.
   *
   * @param name its name on the wire
   * @param value anything JSON can hold, records and beans included; null is sent as null
   * @return this
   */
  public RpcRequest arg(String name, @Nullable Object value) {
    Objects.requireNonNull(name, "name");
    if (value != null && args.isEmpty()) {
      args = Map.of(name, value); // most methods have one, and a map for it is small
      own = null;
      return this;
    }
    if (own == null) {
      own = new LinkedHashMap<>(A_FEW);
      own.putAll(args);
      args = own;
    }
    own.put(name, value);
    return this;
  }

  /**
   * Adds arguments.
   *
   * @param more values by their names on the wire; not to be changed before the request is sent
   * @return this
   */
  public RpcRequest args(Map<String, ?> more) {
    Objects.requireNonNull(more, "args");
    if (args.isEmpty()) {
      args = more;
      own = null;
    } else {
      more.forEach(this::arg);
    }
    return this;
  }

  /**
   * Sends it with these options; what they do not say stays.
   *
   * @param more to be added
   * @return this
   */
  public RpcRequest with(CallOptions more) {
    options = options.and(more);
    return this;
  }

  /**
   * Sends it with another timeout: {@link CallOptions#withTimeout}.
   *
   * @param timeout more than zero
   * @return this
   */
  public RpcRequest timeout(Duration timeout) {
    options = options.withTimeout(timeout);
    return this;
  }

  /**
   * Sends it with a call monitor: {@link CallOptions#withCallMonitor}.
   *
   * @param time whole seconds, from 2; zero turns it off
   * @return this
   */
  public RpcRequest callMonitor(Duration time) {
    options = options.withCallMonitor(time);
    return this;
  }

  /**
   * Sends it with another request context.
   *
   * @param context what the caller says of itself
   * @return this
   */
  public RpcRequest context(RequestContext context) {
    options = options.withContext(context);
    return this;
  }

  /**
   * Sends it with an id of the caller's, by which servers know it if it comes again: {@link
   * CallOptions#withUniqueId}.
   *
   * @param uniqueId not empty
   * @return this
   */
  public RpcRequest uniqueId(String uniqueId) {
    options = options.withUniqueId(uniqueId);
    return this;
  }

  /**
   * Sends it with a header: {@link CallOptions#withHeader}.
   *
   * @param name its name
   * @param value its value
   * @return this
   */
  public RpcRequest header(String name, String value) {
    options = options.withHeader(name, value);
    return this;
  }

  /**
   * Sends it to one server of the topic.
   *
   * @param server its name
   * @return this
   */
  public RpcRequest server(String server) {
    options = options.withServer(server);
    return this;
  }

  /**
   * Calls the method and waits for its result. Blocks until the reply, the timeout (from this call
   * on, publishing included) or the loss of the connection.
   *
   * @return JSON-native: null, Boolean, Long, BigInteger, Double, String, List or Map
   * @throws RemoteErrorException if the method failed
   * @throws MessagingTimeoutException if no reply came in time; the server may still finish the
   *     call
   * @throws MessageUndeliverableException if nobody serves the target
   * @throws QueueFullException if the server's queue is full and refuses more
   * @throws ConnectionLostException if the connection to the broker broke meanwhile
   * @throws MessagingInterruptedException if the thread was interrupted
   * @throws NoConnectionException if the client takes a connection for each call and gets none
   * @throws ConnectionClosedException if the client belongs to a connection that is closed
   * @throws InvalidTargetException if the target is a fanout, or has names that cannot be sent
   * @throws VersionCapException if the cap does not let the target's version pass
   * @throws EncodingException if an argument cannot be written as JSON
   * @throws MessagingException if the broker refused the message
   */
  public @Nullable Object call() {
    return sender.call(this, Object.class);
  }

  /**
   * As {@link #call()}, with the result read as a type.
   *
   * @param <T> the type of the result
   * @param resultType the type of the result, for example a record
   * @return the result; null if it was null
   * @throws EncodingException if the result does not fit the type, too
   * @throws MessagingException as in {@link #call()}
   */
  public <T> @Nullable T call(Class<T> resultType) {
    return castTo(sender.call(this, resultType));
  }

  /**
   * As {@link #call(Class)} for generic types.
   *
   * @param <T> the type of the result
   * @param resultType the type of the result, for example {@code new TypeRef<List<Flavor>>() {}}
   * @return the result; null if it was null
   * @throws EncodingException if the result does not fit the type, too
   * @throws MessagingException as in {@link #call()}
   */
  public <T> @Nullable T call(TypeRef<T> resultType) {
    return castTo(sender.call(this, resultType.type()));
  }

  /**
   * Calls the method and does not wait: blocks for the publish only, and for a connection, if the
   * client takes one for each call. The future completes on a thread of the container's, never on
   * the adapter's own, with the result or with what {@link #call()} would have thrown; the deadline
   * is observed to a tenth of a second. It does not depend on the connection, which may be closed
   * meanwhile. Cancelling it ends the call at once: nobody waits for the reply any more, though the
   * server may still finish.
   *
   * <p>What is hung on it by {@code thenApply} and the like runs on that thread if it is not
   * complete yet, else on the one that hangs it there; it may block. The container's thread has
   * nothing of the application's to rely on: naming, a transaction, a caller, the context class
   * loader; {@link RpcContext#current()} is empty there. What needs these is for {@code
   * thenApplyAsync} with a {@code ManagedExecutorService}.
   *
   * @return JSON-native, as {@link #call()}; completes exceptionally with a {@link
   *     MessagingException}
   */
  public CompletableFuture<@Nullable Object> callAsync() {
    return sender.callAsync(this, Object.class);
  }

  /**
   * As {@link #callAsync()}, with the result read as a type.
   *
   * @param <T> the type of the result
   * @param resultType the type of the result
   * @return the result; completes exceptionally with a {@link MessagingException}
   */
  public <T> CompletableFuture<@Nullable T> callAsync(Class<T> resultType) {
    return futureOf(sender.callAsync(this, resultType));
  }

  /**
   * As {@link #callAsync(Class)} for generic types.
   *
   * @param <T> the type of the result
   * @param resultType the type of the result
   * @return the result; completes exceptionally with a {@link MessagingException}
   */
  public <T> CompletableFuture<@Nullable T> callAsync(TypeRef<T> resultType) {
    return futureOf(sender.callAsync(this, resultType.type()));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // it was read as this
  private static <T> @Nullable T castTo(@Nullable Object value) {
    return (T) value;
  }

  @SuppressWarnings("unchecked") // it is read as this
  private static <T> CompletableFuture<@Nullable T> futureOf(CompletableFuture<?> value) {
    return (CompletableFuture<@Nullable T>) value;
  }

  /**
   * Sends the request and does not wait for an answer, only for the broker's confirmation. Blocks
   * until the broker has the request, at most for the timeout, whatever time the caller of a
   * serving method has left. A target that nobody serves is not noticed, unless the factory's
   * property {@code mandatoryCasts} asks for it.
   *
   * <p>Inside a JTA transaction the request leaves after the commit, in the order of the casts, and
   * not at all if the transaction rolls back; this method then returns at once. A factory's
   * property sends at once instead.
   *
   * @throws MessageUndeliverableException if nobody serves the target and the factory asks for it
   * @throws MessagingTimeoutException if the broker did not confirm in time; the request may have
   *     been taken
   * @throws QueueFullException if the queue is full and refuses more
   * @throws ConnectionLostException if the connection to the broker broke meanwhile
   * @throws MessagingInterruptedException if the thread was interrupted
   * @throws NoConnectionException if the client takes a connection for each call and gets none
   * @throws ConnectionClosedException if the client belongs to a connection that is closed
   * @throws InvalidTargetException if the target has names that cannot be sent
   * @throws VersionCapException if the cap does not let the target's version pass
   * @throws EncodingException if an argument cannot be written as JSON
   * @throws MessagingException if the broker refused the message
   */
  public void cast() {
    sender.cast(this);
  }

  /**
   * As {@link #cast()}, to every server of the topic.
   *
   * @throws MessagingException as in {@link #cast()}
   */
  public void fanout() {
    sender.fanout(this);
  }

  /**
   * What is called.
   *
   * @return the method's name on the wire
   */
  public String method() {
    return method;
  }

  /**
   * The arguments so far.
   *
   * @return by name, in the order in which they were added, nulls possible; not to be changed
   */
  public Map<String, ?> args() {
    return args;
  }

  /**
   * What is said for this request alone.
   *
   * @return never null
   */
  public CallOptions options() {
    return options;
  }

  /** The method alone: arguments may be confidential. */
  @Override
  public String toString() {
    return "request \"" + method + "\"";
  }
}
