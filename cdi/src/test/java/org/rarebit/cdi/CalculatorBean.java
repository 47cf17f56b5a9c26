package org.rarebit.cdi;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.RpcListener;

/** Serves {@link Calculator}. */
public class CalculatorBean implements RpcListener, Calculator {

  /** What the beans and their test share. */
  static final class Desk {
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final CompletableFuture<Long> promised = new CompletableFuture<>();
    final CountDownLatch mayLeave = new CountDownLatch(1);
  }

  private final Desk desk;

  /** For the container's generated subclass, which runs no method of it. */
  public CalculatorBean() {
    this(new Desk());
  }

  CalculatorBean(Desk desk) {
    this.desk = desk;
  }

  @Override
  public long add(long a, long b) {
    return a + b;
  }

  @Override
  public long negate(long a) {
    return Math.negateExact(a);
  }

  @Override
  public long subtract(long a, long b) {
    return a - b;
  }

  @Override
  public long half(long a) {
    return a / 2;
  }

  @Override
  public long refuse(String why) throws RefusedException {
    throw new RefusedException(why);
  }

  @Override
  public void block() {
    try {
      if (!desk.mayLeave.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The test never let go.");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CompletionStage<Long> later(long value) {
    return desk.promised.thenApply(promised -> promised + value);
  }

  @Override
  public void log(String line) {
    desk.heard.add(line);
  }

  @Override
  public void refresh(String what) {
    desk.heard.add("refresh " + what);
  }
}
