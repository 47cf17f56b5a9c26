package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * An application's handle on a pooled connection. Taking and closing one is cheap: no network is
 * used for it once the pool is warm. Close it after each unit of work; what was made from it
 * ({@link RpcClient}, {@link Notifier}, proxies) ends with it. What is to be kept, make from the
 * {@link RpcConnectionFactory}.
 *
 * <p>Thread-safe, though a handle is best kept to one thread: it belongs to the bean's transaction
 * and security context.
 *
 * <p>The adapter implements it. Tests may, too; what is added to it later has a default.
 */
public interface RpcConnection extends AutoCloseable {

  /**
   * A client for a target. Costs nothing; nothing is sent.
   *
   * @param target where requests go
   * @return a client with the factory's default timeout and an empty request context
   */
  RpcClient client(Target target);

  /**
   * An implementation of a contract that calls a target: {@link #client} and {@link
   * RpcClient#proxy} in one.
   *
   * @param <T> the contract
   * @param contract an interface marked {@link RpcContract}
   * @param target where requests go; its namespace and version, if null, are the contract's
   * @return a proxy; thread-safe
   * @throws IllegalArgumentException if the interface is not a valid contract; the text names the
   *     method and the reason
   */
  <T> T proxy(Class<T> contract, Target target);

  /**
   * A notifier. Costs nothing; nothing is sent.
   *
   * @param publisherId who tells: {@code service.host} by convention; may be null
   * @return a notifier to the factory's topics, with its timeout and an empty request context
   */
  Notifier notifier(@Nullable String publisherId);

  /** Gives the connection back to the pool. Never fails; closing again does nothing. */
  @Override
  void close();
}
