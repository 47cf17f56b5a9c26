package org.rarebit.ra;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;

/** The contract of the adapter's tests. */
@RpcContract(version = "1.2")
public interface Calculator {

  long add(long a, long b);

  String greet(String name, Optional<String> greeting);

  void fail(String text);

  void block();

  @RpcMethod("who_calls")
  Object whoCalls();

  Object unwritable();

  CompletionStage<Long> later(long value);

  void refuse(String why) throws RefusedException;

  /** Calls back: what is left of the caller's time, in milliseconds. */
  long patience();

  void failOnce();

  void _hidden();

  @Cast
  void log(String line);

  @Fanout
  void refresh(String what);
}
