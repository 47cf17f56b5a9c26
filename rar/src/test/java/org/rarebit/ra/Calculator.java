package org.rarebit.ra;

import java.util.Optional;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcMethod;

/** The contract of the adapter's tests. */
@RpcContract(version = "1.2")
public interface Calculator {

  long add(long a, long b) throws MessagingException;

  String greet(String name, Optional<String> greeting);

  void fail(String text) throws MessagingException;

  void block() throws MessagingException;

  @RpcMethod("who_calls")
  Object whoCalls(RpcContext context);

  Object unwritable();

  @Cast
  void log(String line);

  @Fanout
  void refresh(String what);
}
