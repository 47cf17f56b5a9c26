package org.rarebit.systemtest.beans.shop;

import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.RpcContract;

/** What the shop offers to others, and calls itself. */
@RpcContract(version = "1.0")
public interface Stock {

  /** How many are left after some were taken. */
  int take(@Arg("item") String item, @Arg("count") int count);

  /** Puts some back, and tells nobody. */
  @Cast
  void putBack(@Arg("item") String item, @Arg("count") int count);
}
