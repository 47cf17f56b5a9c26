package org.rarebit.ra;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rarebit.ra.broker.ThreadRole;

/**
 * Fails each test of this module in which a thread waited that must wait for nobody: one that reads
 * from a link, writes for everybody, or runs timers. JUnit finds it by itself, so that no test can
 * be without it. What happens between two tests is told by the next one, or by the end of its
 * class.
 */
public final class ThreadRoleGuard implements AfterEachCallback, AfterAllCallback {

  @Override
  public void afterEach(ExtensionContext test) {
    failForViolations();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    failForViolations();
  }

  private static void failForViolations() {
    List<IllegalStateException> violations = ThreadRole.violations();
    if (violations.isEmpty()) {
      return;
    }
    AssertionError failure =
        new AssertionError(
            violations.size()
                + " waits on threads that must not wait, the first: "
                + violations.get(0).getMessage());
    violations.forEach(failure::addSuppressed);
    throw failure;
  }
}
