package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadRoleTest {

  @AfterEach
  void takeWhatWasRecorded() {
    ThreadRole.violations();
  }

  @Test
  void whoHasNoRoleMayWait() {
    ThreadRole.mayWait("a wait");

    assertThat(ThreadRole.violations()).isEmpty();
  }

  @Test
  void aWaitInARoleIsRecordedOnceWithItsPlace() {
    ThreadRole.TIMER.run(() -> ThreadRole.mayWait("a wait for the broker"));

    assertThat(ThreadRole.violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation).hasMessageContaining("a wait for the broker on ");
              assertThat(violation).hasMessageContaining("TIMER");
              assertThat(violation.getStackTrace()).isNotEmpty();
            });
    assertThat(ThreadRole.violations()).isEmpty();
  }

  @Test
  void aRoleEndsWithItsTaskEvenIfThatFails() {
    assertThatThrownBy(
            () ->
                ThreadRole.READER.run(
                    () -> {
                      throw new IllegalStateException("a bug");
                    }))
        .hasMessage("a bug");

    assertThat(ThreadRole.current()).isNull();
  }

  @Test
  void aRoleWithinARoleGivesTheOuterOneBack() {
    ThreadRole.READER.run(
        () -> {
          ThreadRole.TIMER.run(() -> assertThat(ThreadRole.current()).isEqualTo(ThreadRole.TIMER));
          assertThat(ThreadRole.current()).isEqualTo(ThreadRole.READER);
        });
  }
}
