package org.rarebit.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * By how much a counter has grown of late. What it was when it was first looked at does not count:
 * nobody knows when that came. Not thread-safe.
 */
final class Growth {

  private record Step(Instant at, long by) {}

  private final Deque<Step> steps = new ArrayDeque<>();
  private long last = -1; // not looked at yet

  /**
   * Takes note of the counter.
   *
   * @param count now; less than before if it has begun anew
   * @param window how long growth is remembered
   * @return by how much it has grown within the window
   */
  long within(Duration window, Instant now, long count) {
    if (last >= 0 && count != last) {
      steps.addLast(new Step(now, count > last ? count - last : count));
    }
    last = count;
    while (!steps.isEmpty() && steps.getFirst().at().plus(window).isBefore(now)) {
      steps.removeFirst();
    }
    return steps.stream().mapToLong(Step::by).sum();
  }
}
