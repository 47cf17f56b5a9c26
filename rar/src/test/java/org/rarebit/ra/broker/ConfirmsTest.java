package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Route;

class ConfirmsTest {

  private final AtomicLong now = new AtomicLong();
  private final Confirms confirms = new Confirms(now::get);

  private static Deadline atOnce() {
    return Deadline.after(Duration.ZERO);
  }

  private Confirm expect(long number) {
    Route route = new Route("", "q");
    Confirm confirm = new Confirm(route);
    confirms.expect(number, route, confirm);
    return confirm;
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void oneAnswerForSeveralAnswersAllUpToIt() {
    Confirm first = expect(1);
    Confirm second = expect(2);
    Confirm third = expect(3);

    confirms.taken(2, true);

    assertThatCode(() -> first.await(atOnce())).doesNotThrowAnyException();
    assertThatCode(() -> second.await(atOnce())).doesNotThrowAnyException();
    assertThatThrownBy(() -> third.await(atOnce()))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
  }

  @Test
  void whoComesAfterTheEndLearnsItAtOnce() {
    confirms.fail(new BrokerException(Kind.LOST, "gone"));

    assertThatThrownBy(() -> expect(1).await(atOnce())).hasMessage("gone");
  }

  @Test
  void aChannelThatRefusesAllForSecondsIsUseless() {
    assertThat(confirms.refused(1, false)).isFalse();
    pass(Confirms.PATIENCE.dividedBy(2));
    assertThat(confirms.refused(2, false)).isFalse();
    pass(Confirms.PATIENCE);

    assertThat(confirms.refused(3, false)).isTrue();
  }

  @Test
  void aChannelThatTakesSomeIsNotUseless() {
    assertThat(confirms.refused(1, false)).isFalse();
    pass(Confirms.PATIENCE.multipliedBy(2));
    confirms.taken(2, false);

    assertThat(confirms.refused(3, false)).isFalse();
  }

  @Test
  void manyThatAreOwedInAnyOrderAreAnsweredOnceEach() {
    Random random = new Random(7);
    Map<Long, Integer> answers = new HashMap<>();
    List<Long> owed = new ArrayList<>();
    long number = 0;
    for (int step = 0; step < 20_000; step++) {
      if (owed.isEmpty() || (owed.size() < 3_000 && random.nextInt(5) < 3)) {
        long mine = number += 1 + random.nextInt(3); // nobody wants to hear of some
        owed.add(mine);
        confirms.expect(mine, new Route("", "q"), failure -> answers.merge(mine, 1, Integer::sum));
      } else if (random.nextInt(50) == 0) {
        long upTo = owed.get(random.nextInt(owed.size()));
        confirms.taken(upTo, true);
        owed.removeIf(each -> each <= upTo);
      } else {
        confirms.taken(owed.remove(random.nextInt(owed.size())), false);
      }
    }
    assertThat(answers).doesNotContainKeys(owed.toArray(Long[]::new));

    confirms.fail(new BrokerException(Kind.LOST, "gone"));

    assertThat(answers).containsKeys(owed.toArray(Long[]::new));
    assertThat(answers.values()).containsOnly(1);
  }

  @Test
  void anAnswerToWhatIsNotOwedIsIgnored() {
    Confirm first = expect(1);
    confirms.taken(1, false);
    confirms.taken(1, false);
    confirms.taken(7, true);
    assertThat(confirms.refused(9, false)).isFalse();

    assertThatCode(() -> first.await(atOnce())).doesNotThrowAnyException();
  }
}
