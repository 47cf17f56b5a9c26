package org.rarebit.ra.contract;

import java.lang.ref.SoftReference;
import java.lang.reflect.Method;
import java.util.HashMap;
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
          return new SoftReference<>(read(contract));
        }
      };

  private ContractOperations() {}

  /**
   * The operations of a contract.
   *
   * @param contract an interface marked {@link org.rarebit.api.RpcContract}
   * @return one for each abstract method; unmodifiable
   * @throws IllegalArgumentException naming everything that is wrong with it; not remembered
   */
  public static Map<Method, RpcOperation> of(Class<?> contract) {
    Map<Method, RpcOperation> operations = CACHE.get(contract).get();
    if (operations == null) { // memory was short
      CACHE.remove(contract);
      operations = read(contract); // not from the cache again, where it could be gone again
    }
    return operations;
  }

  private static Map<Method, RpcOperation> read(Class<?> contract) {
    Map<Method, RpcOperation> operations = new HashMap<>();
    for (RpcOperation operation : Operations.ofContract(contract)) {
      operations.put(operation.method(), operation);
    }
    return Map.copyOf(operations);
  }
}
