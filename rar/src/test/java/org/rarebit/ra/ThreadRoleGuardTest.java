package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;
import org.rarebit.ra.broker.ThreadRole;

class ThreadRoleGuardTest {

  private final ThreadRoleGuard guard = new ThreadRoleGuard();

  @Test
  void aWaitOnAThreadThatMustNotWaitFailsTheTest() {
    ThreadRole.READER.run(() -> ThreadRole.mayWait("a wait for the broker"));

    assertThatThrownBy(() -> guard.afterEach(null))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a wait for the broker on ")
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    guard.afterEach(null);
  }

  @Test
  void everyTestHasIt() {
    assertThat(ServiceLoader.load(Extension.class))
        .hasAtLeastOneElementOfType(ThreadRoleGuard.class);
  }
}
