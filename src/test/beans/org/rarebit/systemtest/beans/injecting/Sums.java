package org.rarebit.systemtest.beans.injecting;

import java.util.concurrent.CompletionStage;
import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;

/** A part of what the example's calculator serves, as a caller sees it. */
@RpcContract
public interface Sums {

  long add(@Arg("a") long a, @Arg("b") long b);

  @RpcMethod("describe")
  CompletionStage<String> describeLater(@Arg("text") String text);

  long divide(@Arg("dividend") long dividend, @Arg("divisor") long divisor);

  @Cast
  void log(@Arg("line") String line);

  /** Runs at the caller. */
  default long addAll(long... terms) {
    long sum = 0;
    for (long term : terms) {
      sum = add(sum, term);
    }
    return sum;
  }
}
