package org.rarebit.ra;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcListener;

/** Serves {@link Calculator}; the container of the tests makes an instance for each endpoint. */
public class CalculatorBean implements RpcListener, Calculator {

  /** What the beans and their test share. */
  public static final class Desk {
    public final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    public final BlockingQueue<Promise> promises = new LinkedBlockingQueue<>();
    public final AtomicInteger attempts = new AtomicInteger();
    public final CountDownLatch entered = new CountDownLatch(1);
    public final CountDownLatch mayLeave = new CountDownLatch(1);
  }

  /** A result to come, and the argument that it is for. */
  public record Promise(long value, CompletableFuture<Long> result) {}

  private final Desk desk;

  /** For the container's generated subclass, which runs no method of it. */
  public CalculatorBean() {
    this(new Desk());
  }

  public CalculatorBean(Desk desk) {
    this.desk = desk;
  }

  @Override
  public long add(long a, long b) {
    return a + b;
  }

  @Override
  public String greet(String name, Optional<String> greeting) {
    return greeting.orElse("Hello") + " " + name;
  }

  @Override
  public void fail(String text) {
    throw new IllegalStateException(text);
  }

  @Override
  public void block() {
    desk.entered.countDown();
    try {
      if (!desk.mayLeave.await(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException("The test never let go.");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Object whoCalls() {
    return RpcContext.current().orElseThrow().requestContext().get("user_id");
  }

  @Override
  public Object unwritable() {
    return new Object() {
      @SuppressWarnings("unused") // a getter for the codec
      public Object getSelf() {
        throw new IllegalStateException("no such thing");
      }
    };
  }

  @Override
  public CompletionStage<Long> later(long value) {
    CompletableFuture<Long> promise = new CompletableFuture<>();
    desk.promises.add(new Promise(value, promise));
    return promise;
  }

  @Override
  public void refuse(String why) throws RefusedException {
    throw new RefusedException(why);
  }

  @Override
  public long patience() {
    return RpcContext.current().orElseThrow().remaining().toMillis();
  }

  @Override
  public void failOnce() {
    if (desk.attempts.incrementAndGet() == 1) {
      throw new IllegalStateException("the first attempt fails");
    }
  }

  @Override
  public void _hidden() {
    desk.heard.add("hidden");
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
