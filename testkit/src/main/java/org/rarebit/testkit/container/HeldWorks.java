package org.rarebit.testkit.container;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Works that a test keeps back, oldest first. Thread-safe. */
final class HeldWorks {

  private final Deque<SubmittedWork> works = new ArrayDeque<>(); // guarded by this
  private boolean holding; // guarded by this

  synchronized void hold() {
    holding = true;
  }

  /** Keeps a Work if Works are to be held now. */
  synchronized boolean keep(SubmittedWork work) {
    return holding && works.add(work);
  }

  /** The oldest, or null. */
  synchronized SubmittedWork next() {
    return works.poll();
  }

  synchronized int count() {
    return works.size();
  }

  /** Ends the holding and returns what was held. */
  synchronized List<SubmittedWork> free() {
    holding = false;
    List<SubmittedWork> freed = new ArrayList<>(works);
    works.clear();
    return freed;
  }
}
