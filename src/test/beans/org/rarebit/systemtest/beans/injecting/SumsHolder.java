package org.rarebit.systemtest.beans.injecting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.rarebit.api.RpcClient;
import org.rarebit.cdi.RpcTarget;

/** Keeps a proxy for as long as the application runs. */
@ApplicationScoped
public class SumsHolder {

  private final Sums sums;
  private final RpcClient nobody;

  /** For the container's proxy of this class. */
  protected SumsHolder() {
    this(null, null);
  }

  @Inject
  public SumsHolder(
      @RpcTarget(topic = "calculator") Sums sums,
      @RpcTarget(topic = "systemtest_nobody", timeoutMillis = 20_000) RpcClient nobody) {
    this.sums = sums;
    this.nobody = nobody;
  }

  Sums sums() {
    return sums;
  }

  Object callNobody() {
    return nobody.request("hello").call();
  }
}
