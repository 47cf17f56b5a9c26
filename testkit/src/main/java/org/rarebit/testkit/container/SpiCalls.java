package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;

/**
 * Calls into an adapter during which, on the same thread, it must not send connection events: they
 * would come to a pool that is about to use or to drop the connection. Thread-safe.
 */
final class SpiCalls {

  @SuppressWarnings("ThreadLocalUsage") // one per container, removed after each use
  private final ThreadLocal<String> current = new ThreadLocal<>();

  /** A call of a method of the service provider interface. */
  interface Call<T> {
    T run() throws ResourceException;
  }

  <T> T call(String method, Call<T> call) throws ResourceException {
    String outer = current.get();
    current.set(method);
    try {
      return call.run();
    } finally {
      if (outer == null) {
        current.remove();
      } else {
        current.set(outer);
      }
    }
  }

  /** The method that this thread is calling, or null. */
  String current() {
    return current.get();
  }
}
