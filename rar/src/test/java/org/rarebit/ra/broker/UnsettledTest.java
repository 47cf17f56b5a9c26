package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
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

  @Test
  void whatIsKeptIsBoundedByWhatIsUnsettledHoweverLongThatStays() {
    come(1, 3);
    unsettled.settled(2);
    for (long tag = 4; tag < 1_000_000; tag++) {
      unsettled.came(tag);
      unsettled.settled(tag);
    }

    assertThat(unsettled.size()).isLessThan(2 * Unsettled.LARGEST_CAPACITY);
    assertThat(unsettled.lowest()).isEqualTo(1);
    unsettled.settled(1);
    assertThat(unsettled.lowest()).isEqualTo(3);
    unsettled.settled(3);
    assertThat(unsettled.lowest()).isEqualTo(1_000_000);
  }

  @Test
  void aGapLongerThanAllThatIsKeptDoesNotCount() {
    unsettled.came(1);
    unsettled.came(10_000_000);
    assertThat(unsettled.lowest()).isEqualTo(1);
    unsettled.settled(1);
    assertThat(unsettled.lowest()).isEqualTo(10_000_000);
  }

  @Test
  void itAgreesWithASetWhateverTheOrder() {
    TreeSet<Long> open = new TreeSet<>();
    Random random = new Random(7);
    long next = 1;
    for (int step = 0; step < 200_000; step++) {
      if (open.size() < 6000 && random.nextInt(100) < 53) {
        next += random.nextInt(50) == 0 ? random.nextInt(5000) : 0;
        unsettled.came(next);
        open.add(next++);
      } else if (!open.isEmpty()) {
        Long from = open.ceiling(open.first() + random.nextInt((int) (next - open.first())));
        long tag = from == null ? open.first() : from;
        unsettled.settled(tag);
        open.remove(tag);
      }
      assertThat(unsettled.lowest()).isEqualTo(open.isEmpty() ? next : open.first());
      if (step % 1000 == 0) {
        assertThat(unsettled.first(4500))
            .containsExactlyElementsOf(open.stream().limit(4500).toList());
      }
    }
  }
}
