package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.BrokerException.Kind;

class ConfirmsTest {

  private final AtomicLong now = new AtomicLong();
  private final Confirms confirms = new Confirms(now::get);

  private static Deadline atOnce() {
    return Deadline.after(Duration.ZERO);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void oneAnswerForSeveralAnswersAllUpToIt() {
    Confirm first = confirms.expect(1, "q");
    Confirm second = confirms.expect(2, "q");
    Confirm third = confirms.expect(3, "q");

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

    assertThatThrownBy(() -> confirms.expect(1, "q").await(atOnce())).hasMessage("gone");
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
}
