package org.rarebit.api.spi;

import java.lang.ref.SoftReference;
import java.lang.reflect.Method;
import java.util.Map;

/**
 * The operations of contracts by their methods, read once for each contract: a proxy is often made
 * for a single call, and reflection would cost more than the rest of it. Thread-safe.
 *
 * <p>No class loader is kept by this cache. What is found is stored in the contract's class itself,
 * so it goes with the application, and the adapter holds no application's class. The other way
 * round, a contract's class that outlives an adapter (one in a library of the server's) holds the
 * adapter's {@link RpcOperation} only softly; held strongly, each new deployment of the adapter
 * would leave an old one behind in it.
 */
public final class ContractOperations {

  private static final ClassValue<SoftReference<Map<Method, RpcOperation>>> CACHE =
      new ClassValue<>() {
        @Override
        protected SoftReference<Map<Method, RpcOperation>> computeValue(Class<?> contract) {
          return new SoftReference<>(Operations.ofContract(contract));
        }
      };

  private ContractOperations() {}

  /**
   * The operations of a contract.
   *
   * @param contract an interface marked {@link org.rarebit.api.RpcContract}
   * @return as {@link Operations#ofContract} makes them; unmodifiable
   * @throws IllegalArgumentException naming everything that is wrong with it; not remembered
   */
  public static Map<Method, RpcOperation> of(Class<?> contract) {
    Map<Method, RpcOperation> operations = CACHE.get(contract).get();
    if (operations == null) { // memory was short
      CACHE.remove(contract);
      operations =
          Operations.ofContract(contract); // not from the cache again, where it could be gone again
    }
    return operations;
  }
}
