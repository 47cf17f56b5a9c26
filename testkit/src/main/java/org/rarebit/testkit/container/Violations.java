package org.rarebit.testkit.container;

import java.util.ArrayList;
import java.util.List;

/** The violations of one container, in the order in which they were found. Thread-safe. */
final class Violations {

  private final List<ContractViolation> found = new ArrayList<>(); // guarded by this

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
