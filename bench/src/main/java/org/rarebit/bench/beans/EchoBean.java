package org.rarebit.bench.beans;

import org.rarebit.api.RpcListener;

/** The bean that answers. */
public class EchoBean implements RpcListener, Echo {

  /** For the container. */
  public EchoBean() {}

  @Override
  public String echo(String text) {
    return text;
  }
}
