package org.rarebit.systemtest.beans.injectingweb;

import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;

/** A part of what the example's calculator serves. */
@RpcContract
public interface Adder {

  long add(@Arg("a") long a, @Arg("b") long b);
}
