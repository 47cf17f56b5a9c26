package org.rarebit.api;

import java.io.Serializable;

/**
 * Gives connections from the container's pool. Inject it:
 *
 * <pre>{@code
 * @Resource(lookup = "java:app/rarebit/rpc") RpcConnectionFactory rpc;
 * }</pre>
 *
 * Thread-safe.
 */
public interface RpcConnectionFactory extends Serializable {

  /**
   * Takes a connection with the factory's own credentials. Blocks while the pool has none free, and
   * while the first connection to the broker is made; both times are bounded by the pool's and the
   * factory's properties.
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
