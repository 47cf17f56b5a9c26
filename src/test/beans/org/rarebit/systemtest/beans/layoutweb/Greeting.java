package org.rarebit.systemtest.beans.layoutweb;

import org.rarebit.api.Arg;
import org.rarebit.api.RpcContract;

/** A contract that is packaged here. */
@RpcContract(version = "1.0")
public interface Greeting {

  /** The answer is a record of the same package. */
  Card greet(@Arg("card") Card card);
}
