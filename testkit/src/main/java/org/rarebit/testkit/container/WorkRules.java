package org.rarebit.testkit.container;

import jakarta.resource.spi.work.Work;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

/** What a WorkManager may demand of a submission (sections 10.3.2 and 10.3.3). */
final class WorkRules {

  private WorkRules() {}

  static void check(Work work, long startTimeoutMillis, Violations violations) {
    if (work == null) {
      throw violations.found("10.3.3", "the Work is null");
    }
    if (startTimeoutMillis < 0) {
      throw violations.found("10.3.3", "the start timeout is " + startTimeoutMillis + " ms");
    }
    for (String name : List.of("run", "release")) {
      if (Modifier.isSynchronized(method(work, name).getModifiers())) {
        throw violations.found(
            "10.3.3.6",
            work.getClass().getName() + "." + name + " is synchronized: it could deadlock a stop");
      }
    }
  }

  private static Method method(Work work, String name) {
    try {
      return work.getClass().getMethod(name);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("a Work has a public method " + name, e);
    }
  }
}
