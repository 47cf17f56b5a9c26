package org.rarebit.check;

import org.rarebit.api.Arg;
import org.rarebit.api.Fanout;
import org.rarebit.api.RpcContract;

/** What the beans of the check serve, on each server that has it. */
@RpcContract(version = "1.0")
public interface Check {

  /** The topic of requests and of notifications. */
  String TOPIC = "rarebit_check";

  /** Gives back what it is given. Whichever server has it answers. */
  String echo(@Arg("token") String token);

  /** Tells every server; that which gave the token out knows it again. */
  @Fanout
  void arrived(@Arg("token") String token);
}
