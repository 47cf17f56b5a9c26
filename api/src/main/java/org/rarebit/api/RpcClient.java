package org.rarebit.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Calls and casts to one target. Immutable and thread-safe: the methods that change something
 * return a copy, which is cheap. It lives as long as the connection that it came from.
 *
 * <pre>{@code
 * RpcClient compute = connection.client(Target.topic("compute").version("6.0"));
 * Flavor flavor = compute.call("get_flavor", Map.of("id", 7), Flavor.class);
 * compute.server("node1").cast("reboot", Map.of("hard", true));
 * compute.fanout().cast("refresh", Map.of());
 * }</pre>
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/rpcclient.html">oslo_messaging
 *     rpc/client.py, RPCClient</a>
 */
public interface RpcClient {

  /**
   * Calls a method and waits for its result. Blocks until the reply, the timeout (from this call
   * on, publishing included) or the loss of the connection.
   *
   * @param method the method's name on the wire
   * @param args the arguments by name: anything JSON can hold, records and beans included; may be
   *     empty
   * @return JSON-native: null, Boolean, Long, BigInteger, Double, String, List or Map
   * @throws RemoteErrorException if the method failed
   * @throws MessagingTimeoutException if no reply came in time; the server may still finish the
   *     call
   * @throws MessageUndeliverableException if nobody serves the target
   * @throws ConnectionLostException if the connection to the broker broke meanwhile
   * @throws ConnectionClosedException if the connection handle is closed
   * @throws InvalidTargetException if the target is a fanout
   * @throws VersionCapException if the cap does not let the target's version pass
   * @throws EncodingException if an argument cannot be written as JSON
   * @throws MessagingException if the broker refused the message
   */
  Object call(String method, Map<String, ?> args);

  /**
   * As {@link #call(String, Map)}, with the result read as a type.
   *
   * @param <T> the type of the result
   * @param method the method's name on the wire
   * @param args the arguments by name
   * @param resultType the type of the result, for example a record
   * @return the result; null if it was null
   * @throws EncodingException if the result does not fit the type, too
   * @throws MessagingException as in {@link #call(String, Map)}
   */
  <T> T call(String method, Map<String, ?> args, Class<T> resultType);

  /**
   * As {@link #call(String, Map, Class)} for generic types.
   *
   * @param <T> the type of the result
   * @param method the method's name on the wire
   * @param args the arguments by name
   * @param resultType the type of the result, for example {@code new TypeRef<List<Flavor>>() {}}
   * @return the result; null if it was null
   * @throws EncodingException if the result does not fit the type, too
   * @throws MessagingException as in {@link #call(String, Map)}
   */
  <T> T call(String method, Map<String, ?> args, TypeRef<T> resultType);

  /**
   * Calls a method and does not wait: blocks for the publish only. The stage completes on a thread
   * of the container's, never on the adapter's own, with the result or with what {@link
   * #call(String, Map)} would have thrown; the deadline is observed to a tenth of a second. It does
   * not depend on the connection handle, which may be closed meanwhile.
   *
   * @param method the method's name on the wire
   * @param args the arguments by name; may be empty
   * @return JSON-native, as {@link #call(String, Map)}; completes exceptionally with a {@link
   *     MessagingException}
   */
  CompletionStage<Object> callAsync(String method, Map<String, ?> args);

  /**
   * As {@link #callAsync(String, Map)}, with the result read as a type.
   *
   * @param <T> the type of the result
   * @param method the method's name on the wire
   * @param args the arguments by name
   * @param resultType the type of the result
   * @return the result; completes exceptionally with a {@link MessagingException}
   */
  <T> CompletionStage<T> callAsync(String method, Map<String, ?> args, Class<T> resultType);

  /**
   * As {@link #callAsync(String, Map, Class)} for generic types.
   *
   * @param <T> the type of the result
   * @param method the method's name on the wire
   * @param args the arguments by name
   * @param resultType the type of the result
   * @return the result; completes exceptionally with a {@link MessagingException}
   */
  <T> CompletionStage<T> callAsync(String method, Map<String, ?> args, TypeRef<T> resultType);

  /**
   * Sends a request and does not wait for an answer, only for the broker's confirmation. Blocks
   * until the broker has the request, at most for the timeout. A target that nobody serves is not
   * noticed, unless the factory's property {@code mandatoryCasts} asks for it.
   *
   * <p>Inside a JTA transaction the request leaves after the commit, in the order of the casts, and
   * not at all if the transaction rolls back; this method then returns at once. A factory's
   * property sends at once instead.
   *
   * @param method the method's name on the wire
   * @param args the arguments by name; may be empty
   * @throws MessageUndeliverableException if nobody serves the target and the factory asks for it
   * @throws MessagingTimeoutException if the broker did not confirm in time; the request may have
   *     been taken
   * @throws ConnectionLostException if the connection to the broker broke meanwhile
   * @throws ConnectionClosedException if the connection handle is closed
   * @throws EncodingException if an argument cannot be written as JSON
   * @throws MessagingException if the broker refused the message
   */
  void cast(String method, Map<String, ?> args);

  /**
   * An implementation of a contract that calls this client's target with its timeout and request
   * context.
   *
   * @param <T> the contract
   * @param contract an interface marked {@link RpcContract}
   * @return a proxy; thread-safe; its equals and hashCode are those of identity
   * @throws IllegalArgumentException if the interface is not a valid contract
   */
  <T> T proxy(Class<T> contract);

  /**
   * Where the requests of this client go.
   *
   * @return the target
   */
  Target target();

  /**
   * The same for another target.
   *
   * @param target where requests go
   * @return a copy
   */
  RpcClient target(Target target);

  /**
   * The same for one server of the topic.
   *
   * @param server its name
   * @return a copy
   */
  default RpcClient server(String server) {
    return target(target().server(server));
  }

  /**
   * The same for every server of the topic; casts only.
   *
   * @return a copy
   */
  default RpcClient fanout() {
    return target(target().fanout(true));
  }

  /**
   * The same in another namespace.
   *
   * @param namespace the namespace, or null for none
   * @return a copy
   */
  default RpcClient namespace(String namespace) {
    return target(target().namespace(namespace));
  }

  /**
   * The same in another version.
   *
   * @param version {@code major.minor}, or null, which means {@code 1.0}
   * @return a copy
   */
  default RpcClient version(String version) {
    return target(target().version(version));
  }

  /**
   * The same with another timeout.
   *
   * @param timeout from the call on, publishing included; more than zero, milliseconds count.
   *     Inside a serving method a call waits no longer than that method's own caller
   * @return a copy
   */
  RpcClient withTimeout(Duration timeout);

  /**
   * The same with a call monitor: the server sends signs of life while it works, and the call fails
   * when none has come for this long, however long the timeout is. So a call may take an hour and a
   * dead server is noticed in seconds. The timeout stays the overall limit.
   *
   * @param timeout whole seconds, from 2, since oslo.messaging's servers send one each half of it;
   *     {@link Duration#ZERO} turns it off
   * @return a copy
   */
  RpcClient withCallMonitorTimeout(Duration timeout);

  /**
   * The same with a cap: requests whose version is not compatible with it are refused, which keeps
   * a client usable while servers are upgraded one after the other. A request without a version
   * fails any cap.
   *
   * @param version {@code major.minor}, or null for none
   * @return a copy
   */
  RpcClient withVersionCap(String version);

  /**
   * Tells whether the cap lets a version pass.
   *
   * @param version {@code major.minor}
   * @return true if there is no cap or the version is compatible with it
   */
  boolean canSendVersion(String version);

  /**
   * The same with another request context.
   *
   * @param context what the caller says of itself
   * @return a copy
   */
  RpcClient withContext(RequestContext context);
}
