package org.rarebit.inmemory;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcListener;

/** What the tests serve: final, not public, and with state that a test sees. */
final class CalculatorBean implements RpcListener, Calculator {

  final List<String> lines = new CopyOnWriteArrayList<>();
  final CountDownLatch begun = new CountDownLatch(1);
  final CountDownLatch mayEnd = new CountDownLatch(1);
  volatile boolean interrupted;

  @Override
  public long add(long a, long b) {
    return a + b;
  }

  @Override
  public long divide(long dividend, long divisor) throws DivisionByZeroException {
    if (divisor == 0) {
      throw new DivisionByZeroException("Cannot divide " + dividend + " by zero");
    }
    return dividend / divisor;
  }

  @Override
  public CompletionStage<Long> addLater(long a, long b) {
    return CompletableFuture.supplyAsync(() -> add(a, b));
  }

  @Override
  public @Nullable Object echo(@Nullable Object value) {
    return value;
  }

  @Override
  public Map<String, Object> seen() {
    RpcContext context = RpcContext.current().orElseThrow();
    Map<String, Object> seen = new LinkedHashMap<>(context.requestContext().asMap());
    seen.put("method", context.method());
    seen.put("unique_id", context.uniqueId());
    seen.put("call", context.isCall());
    seen.put("redelivered", context.isRedelivered());
    seen.put("remaining", requireNonNull(context.remaining()).toMillis());
    return seen;
  }

  @Override
  public String fail(String text) {
    throw new IllegalStateException(text);
  }

  @Override
  public void await() throws InterruptedException {
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      interrupted = true;
      throw e;
    }
  }

  @Override
  public void log(String line) {
    lines.add(line);
    if (line.startsWith("fail")) {
      throw new IllegalStateException(line);
    }
  }

  @Override
  public void refresh(String line) {
    lines.add(line);
  }
}
