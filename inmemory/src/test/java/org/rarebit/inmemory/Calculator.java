package org.rarebit.inmemory;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcError;

/** What the tests call. */
@RpcContract(version = "1.2")
interface Calculator {

  long add(@Arg("a") long a, @Arg("b") long b);

  long divide(@Arg("dividend") long dividend, @Arg("divisor") long divisor)
      throws DivisionByZeroException;

  CompletionStage<Long> addLater(@Arg("a") long a, @Arg("b") long b);

  @Nullable Object echo(@Arg("value") @Nullable Object value);

  Map<String, Object> seen();

  String fail(@Arg("text") String text);

  void await() throws InterruptedException;

  @Cast
  void log(@Arg("line") String line);

  @Fanout
  void refresh(@Arg("line") String line);

  /** A part of the contract. */
  @RpcError
  final class DivisionByZeroException extends Exception {
    private static final long serialVersionUID = 1L;

    public DivisionByZeroException(String message) {
      super(message);
    }
  }
}
