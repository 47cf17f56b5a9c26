package org.rarebit.bench.beans;

import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;

/** What the servers serve. */
@RpcContract
public interface Echo {

  /**
   * Gives a text back.
   *
   * @param text any text
   * @return the same text
   */
  String echo(@Arg("text") String text);
}
