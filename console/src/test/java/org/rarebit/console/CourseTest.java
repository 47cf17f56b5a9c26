package org.rarebit.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CourseTest {

  private final Course course = new Course();

  @Test
  void ratesAreWhatWasCountedSinceTheLookBefore() {
    course.add(List.of(bean("A", 10), bean("B", 100)), 1_000_000);

    Course.Point point = course.add(List.of(bean("A", 16), bean("B", 100)), 1_002_000);

    assertThat(point.served()).isEqualTo(3.0);
    assertThat(point.failed()).isZero();
  }

  @Test
  void theFirstLookAndOneAfterAPauseHaveNoRates() {
    assertThat(course.add(List.of(bean("A", 10)), 1_000_000).served()).isNull();
    assertThat(course.add(List.of(bean("A", 9_999)), 9_000_000).served()).isNull();
    assertThat(course.points()).hasSize(2);
  }

  @Test
  void whatComesOrIsDeployedAnewIsNoBurst() {
    course.add(List.of(bean("A", 1_000)), 1_000_000);

    Course.Point point = course.add(List.of(bean("A", 2), bean("B", 500)), 1_001_000);

    assertThat(point.served()).isEqualTo(2.0);
  }

  @Test
  void percentilesAreOfTheLatestCallsAndNotOfAllEver() {
    course.add(List.of(client(1_000, 1_000, 1_000)), 1_000_000);

    Course.Point none = course.add(List.of(client(1_000, 1_000, 1_000)), 1_001_000);
    Course.Point some = course.add(List.of(client(1_000, 1_010, 1_010)), 1_002_000);

    assertThat(none.p50()).isNull();
    assertThat(some.p50()).isCloseTo(150, within(0.01)); // between 100 and 200 ms
    assertThat(some.p99()).isCloseTo(199, within(0.01));
    assertThat(some.calls()).isEqualTo(10.0);
  }

  @Test
  void callsBeyondTheLastBoundTakeItAtLeast() {
    course.add(List.of(client(0, 0, 0)), 1_000_000);

    assertThat(course.add(List.of(client(0, 0, 5)), 1_001_000).p50()).isEqualTo(200);
  }

  @Test
  void eachBeanHasThePercentilesOfItsOwnLatestMethods() {
    Shown quick = methods("Quick", 0, 0);
    Shown slow = methods("Slow", 7, 1_000);
    Shown idle = methods("Idle", 10, 10);
    course.add(List.of(quick, slow, idle), 1_000_000);

    Course.Point point =
        course.add(List.of(methods("Quick", 20, 20), methods("Slow", 7, 1_010), idle), 1_001_000);

    assertThat(point.methods()).containsOnlyKeys(quick.name(), slow.name());
    assertThat(point.methods().get(quick.name()).p50()).isCloseTo(50, within(0.01)); // 0 to 100 ms
    assertThat(point.methods().get(slow.name()).p50()).isCloseTo(150, within(0.01));
    assertThat(point.methods().get(slow.name()).p99()).isCloseTo(199, within(0.01));
    assertThat(point.p50()).as("nothing was called").isNull();
  }

  @Test
  void methodsThatEndedTenLooksAgoAreNoLongerTold() {
    course.add(List.of(methods("A", 0, 0)), 1_000_000);
    for (int i = 1; i <= 10; i++) {
      assertThat(course.add(List.of(methods("A", 5, 5)), 1_000_000 + i * 1_000L).methods())
          .as("look %s", i)
          .isNotEmpty();
    }

    assertThat(course.add(List.of(methods("A", 5, 5)), 1_011_000).methods()).isEmpty();
  }

  @Test
  void aBeanThatHasGoneAndComesAgainBeginsAnew() {
    course.add(List.of(methods("A", 0, 0)), 1_000_000);
    course.add(List.of(methods("A", 5, 5)), 1_001_000);
    course.add(List.of(), 1_002_000);

    assertThat(course.add(List.of(methods("A", 3, 3)), 1_003_000).methods()).isEmpty();
  }

  @Test
  void waitingCallsAreThoseOfAllLinks() {
    assertThat(
            course
                .add(
                    List.of(
                        Samples.link("inbound", "PendingCalls", 0),
                        Samples.link("outbound", "PendingCalls", 4)),
                    1_000)
                .waiting())
        .isEqualTo(4);
  }

  @Test
  void onlyTheLastMinutesAreKept() {
    for (int i = 0; i <= Course.MOST_POINTS; i++) {
      course.add(List.of(), 1_000_000 + i * 1_000L);
    }

    assertThat(course.points()).hasSize(Course.MOST_POINTS);
    assertThat(course.points().get(0).millis()).isEqualTo(1_001_000);
  }

  private static Shown bean(String name, long served) {
    return Samples.activation(name, "Served", served, "Failed", 0L);
  }

  /** Methods that took 0.1 s at most, and all of them, which took 0.2 s at most. */
  private static Shown methods(String bean, long quick, long all) {
    return Samples.activation(bean, "MethodSeconds", Map.of("0.1", quick, "0.2", all, "+Inf", all));
  }

  /** Calls that took 0.1 s, 0.2 s at most, and all. */
  private static Shown client(long quick, long slower, long all) {
    return Samples.client(
        "Calls", all, "CallSeconds", Map.of("0.1", quick, "0.2", slower, "+Inf", all));
  }
}
