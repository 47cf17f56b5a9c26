package org.rarebit.testkit.container;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The instances of a bean class, one per open endpoint. An instance that threw a system exception
 * is discarded, as the container must. Thread-safe.
 */
final class BeanPool<B> {

  private final Supplier<? extends B> source;
  private final Deque<B> free = new ArrayDeque<>(); // guarded by this

  BeanPool(Supplier<? extends B> source) {
    this.source = source;
  }

  B take() {
    synchronized (this) {
      if (!free.isEmpty()) {
        return free.pop();
      }
    }
    return source.get();
  }

  synchronized void giveBack(B bean) {
    free.push(bean);
  }
}
