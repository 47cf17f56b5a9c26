package org.rarebit.systemtest.beans.injectingweb;

import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.rarebit.cdi.RpcTarget;

/** Keeps a proxy in the HTTP session, which the container may passivate. */
@SessionScoped
public class AdderSession implements Serializable {

  private static final long serialVersionUID = 1L;

  @Inject
  @RpcTarget(topic = "calculator", timeoutMillis = 20_000)
  private Adder adder;

  long add(long a, long b) {
    return adder.add(a, b);
  }
}
