package org.rarebit.systemtest.beans.doubled;

import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** One class, which the deployment descriptor makes two message-driven beans of. */
public class DoubledBean implements RpcListener {

  @RpcMethod
  public String hello() {
    return "hello";
  }
}
