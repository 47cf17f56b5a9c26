package org.rarebit.cdi;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.spi.InterceptorSource;

/** Finds the interceptors of an application that are beans. Made through a service file. */
public final class BeanInterceptors implements InterceptorSource {

  /** For the service file. */
  public BeanInterceptors() {}

  @Override
  public @Nullable List<RpcInterceptor> interceptors() {
    return ServiceBeans.ofApplication(RpcInterceptor.class);
  }
}
