package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnsettledTest {

  private final Unsettled unsettled = new Unsettled();

  private void come(long first, long last) {
    for (long tag = first; tag <= last; tag++) {
      unsettled.came(tag);
    }
  }

  @Test
  void theFirstOneThatIsNotSettledIsTheLowest() {
    come(1, 5);
    assertThat(unsettled.lowest()).isEqualTo(1);

    unsettled.settled(2);
    assertThat(unsettled.lowest()).isEqualTo(1);

    unsettled.settled(1);
    assertThat(unsettled.lowest()).isEqualTo(3);
  }

  @Test
  void ifThereIsNoneAllThatCameAreBelow() {
    come(1, 2);
    unsettled.settled(1);
    unsettled.settled(2);

    assertThat(unsettled.lowest()).isEqualTo(3);
  }

  @Test
  void tagsOfConsumersThatSettleNothingDoNotCount() {
    unsettled.came(3);
    unsettled.came(7);
    assertThat(unsettled.lowest()).isEqualTo(3);

    unsettled.settled(3);

    assertThat(unsettled.lowest()).isEqualTo(7);
  }

  @Test
  void itGrowsWithWhatIsUnsettled() {
    come(1, 1000);
    for (long tag = 1; tag <= 900; tag++) {
      if (tag != 2) {
        unsettled.settled(tag);
      }
    }
    come(1001, 3000);
    assertThat(unsettled.lowest()).isEqualTo(2);

    unsettled.settled(2);

    assertThat(unsettled.lowest()).isEqualTo(901);
  }
}
