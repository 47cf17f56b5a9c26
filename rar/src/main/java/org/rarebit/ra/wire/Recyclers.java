package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Jackson's buffers between two uses. Jackson's own pools either leave them in the threads, which
 * are the container's, so nothing of ours may stay in them; or have all threads meet at one queue,
 * which is where they then wait. Here each thread looks in places of its own first. Holds no more
 * than there are places. Thread-safe, without locks.
 */
final class Recyclers implements RecyclerPool<BufferRecycler> {

  private static final long serialVersionUID = 1L;

  private static final int PLACES = 64; // a power of two
  private static final int TRIES = 4;

  private final transient AtomicReferenceArray<BufferRecycler> places =
      new AtomicReferenceArray<>(PLACES);

  @Override
  public BufferRecycler acquirePooled() {
    int first = first();
    for (int i = 0; i < TRIES; i++) {
      int place = (first + i) % PLACES;
      if (places.get(place) != null) {
        BufferRecycler found = places.getAndSet(place, null);
        if (found != null) {
          return found;
        }
      }
    }
    return new BufferRecycler();
  }

  @Override
  public void releasePooled(BufferRecycler done) {
    int first = first();
    for (int i = 0; i < TRIES; i++) {
      int place = (first + i) % PLACES;
      if (places.get(place) == null && places.compareAndSet(place, null, done)) {
        return;
      }
    }
  }

  /** Threads are numbered one after the other: theirs are not each other's neighbours. */
  private static int first() {
    return (int) (Thread.currentThread().getId() * TRIES) & (PLACES - 1);
  }
}
