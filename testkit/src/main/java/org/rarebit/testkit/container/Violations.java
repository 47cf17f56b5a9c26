package org.rarebit.testkit.container;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The violations of one container, in the order in which they were found. Thread-safe. */
final class Violations {

  private final List<ContractViolation> found = new ArrayList<>(); // guarded by this
  private volatile Predicate<Thread> busy = thread -> false;

  /** Sets which threads must not call the container. */
  void keepOff(Predicate<Thread> threads) {
    busy = threads;
  }

  /** Finds a call of the container on a thread that must not wait for it. */
  void checkMayCall(String section, String method) {
    if (busy.test(Thread.currentThread())) {
      throw found(section, method + " on " + Thread.currentThread() + ", which must not wait");
    }
  }

  /** Keeps a violation and returns it, to be thrown where an adapter can see it. */
  ContractViolation found(String section, String text) {
    ContractViolation violation = new ContractViolation(section, text);
    synchronized (this) {
      found.add(violation);
    }
    return violation;
  }

  synchronized List<ContractViolation> all() {
    return List.copyOf(found);
  }

  /** Returns the violations and forgets them. */
  synchronized List<ContractViolation> take() {
    List<ContractViolation> taken = List.copyOf(found);
    found.clear();
    return taken;
  }

  /** Throws the first violation that was not taken, with the others as suppressed ones. */
  void throwAny() {
    List<ContractViolation> taken = take();
    if (taken.isEmpty()) {
      return;
    }
    ContractViolation first = taken.get(0);
    taken.subList(1, taken.size()).forEach(first::addSuppressed);
    throw first;
  }
}
