package org.rarebit.cdi;

import java.util.concurrent.CompletionStage;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.RpcContract;

/** The contract of these tests. It is not public, which a contract need not be. */
@RpcContract(version = "1.2")
interface Calculator {

  long add(long a, long b);

  /** Declares nothing. */
  long negate(long a);

  long subtract(long a, long b);

  long half(long a);

  long refuse(String why) throws RefusedException;

  void block();

  CompletionStage<Long> later(long value);

  @Cast
  void log(String line);

  @Fanout
  void refresh(String what);
}
