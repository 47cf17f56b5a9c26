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
  void allThatComeFirstAreLeading() {
    come(1, 5);

    assertThat(unsettled.leading(new long[] {1, 2, 3})).isEqualTo(3);
  }

  @Test
  void oneInBetweenThatIsAnothersEndsThem() {
    come(1, 5);

    assertThat(unsettled.leading(new long[] {1, 3, 4})).isEqualTo(1);
    assertThat(unsettled.leading(new long[] {2, 3})).isZero();
  }

  @Test
  void whatIsSettledIsNotInBetweenAnyMore() {
    come(1, 5);
    unsettled.settled(2);
    unsettled.settled(1);

    assertThat(unsettled.leading(new long[] {3, 5})).isEqualTo(1);
    unsettled.settled(4);
    assertThat(unsettled.leading(new long[] {3, 5})).isEqualTo(2);
  }

  @Test
  void tagsOfConsumersThatSettleNothingDoNotCount() {
    unsettled.came(3);
    unsettled.came(7);

    assertThat(unsettled.leading(new long[] {3, 7})).isEqualTo(2);
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

    assertThat(unsettled.leading(new long[] {2, 901, 902, 904})).isEqualTo(3);
  }
}
