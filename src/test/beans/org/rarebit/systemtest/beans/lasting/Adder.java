package org.rarebit.systemtest.beans.lasting;

import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;

/** What the application serves, and calls itself. */
@RpcContract
public interface Adder {

  String TOPIC = "systemtest_lasting";

  long add(@Arg("a") long a, @Arg("b") long b);

  /** The same, once {@link AdderBean#letGo} has been called. */
  @RpcMethod("add_when_let")
  long addWhenLet(@Arg("a") long a, @Arg("b") long b);
}
