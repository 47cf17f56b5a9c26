package org.rarebit.cdi;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAllocationException;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.Cast;
import org.rarebit.api.Fanout;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcContract;

/** The contract of these tests. It is not public, which a contract need not be. */
@RpcContract(version = "1.2")
interface Calculator {

  long add(long a, long b) throws MessagingException;

  /** Declares nothing. */
  long negate(long a);

  long subtract(long a, long b) throws ResourceException;

  long half(long a) throws ResourceAllocationException;

  long refuse(String why) throws RefusedException, MessagingException;

  void block() throws MessagingException;

  CompletionStage<Long> later(long value);

  @Cast
  void log(String line);

  @Fanout
  void refresh(String what);
}
