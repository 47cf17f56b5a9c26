package org.rarebit.ra.broker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a place for a link stays without one before the next attempt. Short, as what was there a
 * moment ago is soon there again; longer the more often links do not last, logins are refused, or a
 * broker takes connections and does not answer in time: it has more to do than it can, and each
 * attempt is more of it. Confined to its owner's lock.
 */
final class LinePauses {

  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(4);

  /** Some directories lock an account whose login is refused too often. */
  static final Duration LONGEST_IF_OF_THE_LOGIN = Duration.ofSeconds(15);

  /**
   * What has lasted so long begins anew with short pauses. As long as the longest of them: so there
   * is about one attempt in that time at most, whether what is made lasts or not.
   */
  static final Duration LASTING = LONGEST;

  private static final Duration LONGEST_IF_SLOW = Duration.ofSeconds(30);

  /** How many times as long as a vain attempt: who is silent for a second is soon asked again. */
  private static final int PAUSE_FOR_SLOW = 4;

  private static final int MOST_DOUBLINGS = 5;

  private final RandomGenerator random;
  private int inVain; // links in a row that did not last, or were refused
  private Backoff slow; // null unless the last attempt had no answer in time

  LinePauses() {
    this(Backoff.CHANCE);
  }

  /**
   * As above, with chance of another kind.
   *
   * @param random for example one that can be repeated
   */
  LinePauses(RandomGenerator random) {
    this.random = random;
  }

  /** After a link that was open so long. */
  Duration afterLoss(Duration lasted) {
    slow = null;
    if (lasted.compareTo(LASTING) > 0) {
      inVain = 0;
      return new Backoff(random).next();
    }
    inVain++;
    return grown(LONGEST);
  }

  /**
   * After a login that was refused, or a limit that was reached.
   *
   * @param longest what the pause grows to
   */
  Duration afterRefusal(Duration longest) {
    slow = null;
    inVain++;
    return grown(longest);
  }

  /** After an attempt that nobody answered, or was told that nobody is there. */
  Duration afterNobody() {
    slow = null;
    inVain = 0;
    return grown(SHORTEST);
  }

  /**
   * After an attempt that a broker took, and did not answer in time.
   *
   * @param taken how long the attempt lasted
   */
  Duration afterSilence(Duration taken) {
    inVain = 0;
    if (slow == null) {
      slow = new Backoff(random);
    }
    Duration longest = taken.multipliedBy(PAUSE_FOR_SLOW);
    return SHORTEST.plus(
        slow.next(longest.compareTo(LONGEST_IF_SLOW) < 0 ? longest : LONGEST_IF_SLOW));
  }

  /** The present link has lasted: what was before counts no more. */
  void forget() {
    inVain = 0;
    slow = null;
  }

  /** Links in a row that did not last, or were refused. */
  int inVain() {
    return inVain;
  }

  /** Up to a quarter more by chance, so that clients do not keep step. */
  private Duration grown(Duration longest) {
    long nanos = SHORTEST.toNanos() << Math.min(MOST_DOUBLINGS, Math.max(0, inVain - 1));
    long bounded = Math.min(nanos, longest.toNanos());
    return Duration.ofNanos(bounded + random.nextLong(bounded / 4 + 1));
  }
}
