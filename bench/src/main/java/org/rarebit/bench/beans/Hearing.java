package org.rarebit.bench.beans;

import org.rarebit.bench.load.ActivationControl;
import org.rarebit.bench.load.HearingCount;

/** Has one of the beans that hear hear what waits for it, while the others are paused. */
final class Hearing {

  private static volatile HearingCount count = new HearingCount(Integer.MAX_VALUE);

  private Hearing() {}

  /** The beans tell how many they got. */
  static void heard(int number) {
    count.add(number);
  }

  /**
   * Hears what waits.
   *
   * @param topic whose bean
   * @param expected how many wait
   * @return from the first one to the last one, in nanoseconds
   */
  static long hear(String topic, int expected) throws Exception {
    ActivationControl activations = new ActivationControl();
    HearingCount own = new HearingCount(expected);
    count = own;
    activations.resume(topic);
    try {
      return own.await().toNanos();
    } finally {
      activations.pause(topic);
    }
  }
}
