package org.rarebit.ra.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The result of a call that nobody waits for. What the application hangs on it runs on a thread of
 * the container, which knows no application: so with the context class loader of the thread that
 * has called, by which most libraries find their classes and services.
 */
final class CallersFuture extends CompletableFuture<Object> {

  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

  @Override
  public boolean complete(Object value) {
    return asCaller(() -> super.complete(value));
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return asCaller(() -> super.completeExceptionally(failure));
  }

  private boolean asCaller(BooleanSupplier completion) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return completion.getAsBoolean();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
