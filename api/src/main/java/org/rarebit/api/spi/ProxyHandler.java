package org.rarebit.api.spi;

import java.lang.reflect.InvocationHandler;
import org.rarebit.api.CallOptions;

/** What is behind a proxy of a contract. Thread-safe. */
public interface ProxyHandler extends InvocationHandler {

  /**
   * A proxy of the same contract and target.
   *
   * @param more what its calls say beside what those of this one say
   * @return it may be kept
   */
  Object proxyWith(CallOptions more);
}
