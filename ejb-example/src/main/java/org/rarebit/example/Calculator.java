package org.rarebit.example;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.rarebit.api.Arg;
import org.rarebit.api.Cast;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcContract;

/**
 * What the server and its callers share. A bean that implements it serves it; callers get a proxy
 * of it. A Python caller needs no more than the names: {@code client.call({}, "add", a=2, b=3)}.
 *
 * <p>The methods declare {@link MessagingException} for the caller's sake: a proxy throws it when
 * the call fails, and a checked exception leaves the calling bean and its transaction alone.
 */
@RpcContract(version = "1.0")
public interface Calculator {

  /** The topic on which the example serves. */
  String TOPIC = "calculator";

  /** Adds two numbers. */
  long add(@Arg("a") long a, @Arg("b") long b);

  /** Divides; a caller who divides by zero gets the bean's {@link DivisionByZeroException}. */
  long divide(@Arg("dividend") long dividend, @Arg("divisor") long divisor);

  /**
   * Says how long a text is and reads it backwards, in any script. The server checks the
   * constraints before the bean is called, if it has Bean Validation.
   */
  String describe(@Arg("text") @NotNull @Size(max = 1000) String text);

  /** Takes a record and returns one; on the wire both are JSON objects. */
  Summary summarize(@Arg("series") Series series);

  /** Writes a line to the server's log. A cast: the caller does not wait, nothing comes back. */
  @Cast
  void log(@Arg("line") String line);

  /** Tells which process answers. */
  ServerInfo who();
}
