package org.rarebit.api;

import org.rarebit.api.spi.Versions;

/**
 * Calls and casts to one target. Immutable, so thread-safe. One of a {@link RpcConnectionFactory}
 * is for ever: it takes a connection from the pool for each call and gives it back. One of a {@link
 * RpcConnection} lives as long as that.
 *
 * <pre>{@code
 * RpcClient compute = rpc.client(Target.topic("compute").version("6.0"));
 * Flavor flavor = compute.request("get_flavor").arg("id", 7).call(Flavor.class);
 * compute.request("reboot").arg("hard", true).server("node1").cast();
 * compute.request("refresh").fanout();
 * compute.with(CallOptions.timeout(Duration.ofSeconds(2))).proxy(Compute.class).ping();
 * }</pre>
 *
 * The adapter implements it. Tests may, too, with a {@link org.rarebit.api.spi.RequestSender}; what
 * is added to it later has a default.
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/rpcclient.html">oslo_messaging
 *     rpc/client.py, RPCClient</a>
 */
public interface RpcClient {

  /**
   * Begins a request; its last method sends it.
   *
   * @param method the method's name on the wire
   * @return without arguments, and with this client's options
   */
  RpcRequest request(String method);

  /**
   * An implementation of a contract that calls this client's target with its options.
   *
   * @param <T> the contract
   * @param contract an interface marked {@link RpcContract}
   * @return a proxy; thread-safe; its equals and hashCode are those of identity
   * @throws IllegalArgumentException if the interface is not a valid contract
   */
  <T> T proxy(Class<T> contract);

  /**
   * The same with other options.
   *
   * @param options what they do not say stays
   * @return a copy
   */
  RpcClient with(CallOptions options);

  /**
   * The same with an interceptor around each request, inside of those it has.
   *
   * @param interceptor to be added; if the client is to be serialized, it must be serializable
   * @return a copy
   */
  RpcClient with(RpcInterceptor interceptor);

  /**
   * Where requests go.
   *
   * @return the target; with the server of the options, if they say one
   */
  Target target();

  /**
   * What was said with {@link #with}.
   *
   * @return never null
   */
  CallOptions options();

  /**
   * Tells whether the cap lets a version pass.
   *
   * @param version {@code major.minor}
   * @return true if there is no cap or the version is compatible with it
   */
  default boolean canSendVersion(String version) {
    return Versions.canSend(options().versionCap().orElse(null), version);
  }
}
