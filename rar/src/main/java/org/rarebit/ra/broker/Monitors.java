package org.rarebit.ra.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an adapter shows in JMX, and counts, for as long as it runs, whoever uses it meanwhile: one
 * for each key. Thread-safe.
 */
public final class Monitors implements AutoCloseable {

  private final Map<Object, AutoCloseable> byKey = new HashMap<>(); // guarded by this
  private boolean closed; // guarded by this

  /** None yet. */
  public Monitors() {}

  /**
   * The one of a key.
   *
   * @param <T> its type
   * @param key what it is of; equal ones have the same
   * @param type its type
   * @param maker makes it if there is none
   * @return closed with the adapter; null if that has ended
   */
  public synchronized <T extends AutoCloseable> T of(Object key, Class<T> type, Supplier<T> maker) {
    return closed ? null : type.cast(byKey.computeIfAbsent(key, any -> maker.get()));
  }

  /** Closes all of them. */
  @Override
  public void close() {
    List<AutoCloseable> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(byKey.values());
      byKey.clear();
    }
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) { // what it shows goes with the JVM, then
        System.getLogger(Monitors.class.getName())
            .log(System.Logger.Level.DEBUG, "a monitor did not close", e);
      }
    }
  }
}
