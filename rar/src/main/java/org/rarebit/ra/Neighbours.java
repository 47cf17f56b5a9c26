package org.rarebit.ra;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The adapters of this archive that run in this JVM. A server may start several without being asked
 * to: WildFly starts one more for each connection factory that an application defines, and that one
 * knows nothing of what is configured for the first. Adapters of other applications have a class
 * loader, and so a list, of their own. Thread-safe.
 */
final class Neighbours {

  private static final List<Member> RUNNING = new ArrayList<>(); // guarded by Neighbours.class

  private Neighbours() {}

  /**
   * One of them.
   *
   * @param broker where its beans find the broker, for readers
   * @param origin who says so
   */
  record Member(String broker, String origin) {

    /** Two that are told by properties of their own are meant to differ. */
    private boolean contradicts(Member other) {
      return !broker.equals(other.broker) && !origin.equals(other.origin);
    }
  }

  /** Adds one that has started; returns one that somebody may take it for. */
  static synchronized Optional<Member> join(Member member) {
    RUNNING.add(member);
    return RUNNING.stream().filter(member::contradicts).findFirst();
  }

  /** Removes one that stops. */
  static synchronized void leave(Member member) {
    RUNNING.remove(member);
  }
}
