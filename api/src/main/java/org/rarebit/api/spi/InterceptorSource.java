package org.rarebit.api.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcInterceptor;

/**
 * Finds interceptors of an application that are in no service file: beans of CDI, for example.
 * Itself found through a service file, by the class loader of the application.
 */
public interface InterceptorSource {

  /**
   * Looks for them; called on a thread of the application, seldom.
   *
   * @return those there are, the first being the outermost; empty for none; null if it cannot tell
   *     yet, and is to be asked again
   */
  @Nullable List<RpcInterceptor> interceptors();
}
