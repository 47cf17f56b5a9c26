package org.rarebit.api;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Calls and notifies through connections of the container's pool. Inject it, and keep what it makes
 * in fields: each call takes a connection and gives it back, on the caller's thread and in its
 * transaction, which uses no network once the pool is warm.
 *
 * <pre>{@code
 * @Resource(lookup = "java:app/rarebit/rpc") RpcConnectionFactory rpc;
 *
 * @PostConstruct void init() {
 *   calculator = rpc.proxy(Calculator.class, Target.topic("calculator"));
 *   notifier = rpc.notifier("billing.web1");
 * }
 * }</pre>
 *
 * Thread-safe. The adapter implements it. Tests may, too; what is added to it later has a default.
 */
public interface RpcConnectionFactory extends Serializable {

  /**
   * A client that takes a connection for each call. Costs nothing; nothing is sent. It may be kept
   * and used by any number of threads, and serialized as the factory may.
   *
   * @param target where requests go
   * @return a client with the factory's default timeout and an empty request context
   */
  RpcClient client(Target target);

  /**
   * An implementation of a contract that takes a connection for each call: {@link #client} and
   * {@link RpcClient#proxy} in one.
   *
   * @param <T> the contract
   * @param contract an interface marked {@link RpcContract}
   * @param target where requests go; its namespace and version, if null, are the contract's
   * @return a proxy; thread-safe; it may be kept
   * @throws IllegalArgumentException if the interface is not a valid contract; the text names the
   *     method and the reason
   */
  <T> T proxy(Class<T> contract, Target target);

  /**
   * A notifier that takes a connection for each notification. Costs nothing; nothing is sent.
   *
   * @param publisherId who tells: {@code service.host} by convention; may be null
   * @return a notifier to the factory's topics, with its timeout and an empty request context; it
   *     may be kept
   */
  Notifier notifier(@Nullable String publisherId);

  /**
   * Takes a connection for one unit of work, with the factory's own credentials. Blocks while the
   * pool has none free, and while the first connection to the broker is made; both times are
   * bounded by the pool's and the factory's properties.
   *
   * @return a connection, to be closed after the unit of work
   * @throws NoConnectionException if the broker cannot be reached or refuses the credentials; the
   *     text says which
   * @throws LimitReachedException if the pool is exhausted, or a limit of the broker's is reached
   * @throws MessagingInterruptedException if the thread was interrupted
   */
  RpcConnection getConnection();

  /**
   * Takes a connection with credentials of the caller's (component-managed sign-on). Otherwise as
   * {@link #getConnection()}; connections of different users are never exchanged.
   *
   * @param userName the broker's user
   * @param password the user's password
   * @return a connection, to be closed after the unit of work
   * @throws MessagingException as in {@link #getConnection()}
   */
  RpcConnection getConnection(String userName, String password);
}
