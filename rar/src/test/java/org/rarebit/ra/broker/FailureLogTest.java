package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLogTest {

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private final FailureLog log = new FailureLog(new Recording(lines), now::get);

  private static RuntimeException failure(String text) {
    return new IllegalStateException(text);
  }

  @Test
  void theStackTraceIsShownOnceAndThenItCounts() {
    for (int i = 1; i <= 3; i++) {
      log.log(Level.WARNING, "line " + i, failure("text " + i));
    }

    assertThat(lines)
        .containsExactly(
            "WARNING line 1 with trace",
            "WARNING line 2: java.lang.IllegalStateException: text 2 (number 2 of its kind)",
            "WARNING line 3: java.lang.IllegalStateException: text 3 (number 3 of its kind)");
  }

  @Test
  void anotherPlaceIsAnotherKind() {
    log.log(Level.WARNING, "one", failure("x"));
    log.log(Level.WARNING, "two", new IllegalStateException("x"));

    assertThat(lines).containsExactly("WARNING one with trace", "WARNING two with trace");
  }

  @Test
  void afterAnHourTheTraceIsShownAnew() {
    for (int i = 1; i <= 2; i++) {
      log.log(Level.WARNING, "line " + i, failure("x"));
      now.addAndGet(3600_000_000_000L);
    }

    assertThat(lines)
        .containsExactly(
            "WARNING line 1 with trace", "WARNING line 2 (number 2 of its kind) with trace");
  }

  @Test
  void repetitionsMayBeLessThanTheFirst() {
    for (int i = 1; i <= 2; i++) {
      log.log(Level.ERROR, Level.DEBUG, "line", failure("x"));
    }

    assertThat(lines)
        .containsExactly(
            "ERROR line with trace",
            "DEBUG line: java.lang.IllegalStateException: x (number 2 of its kind)");
  }

  @Test
  void aTextWithLinesOfItsOwnIsOneLine() {
    log.log(Level.WARNING, "a", failure("x"));
    log.log(Level.WARNING, "b", failure("y\nERROR: all is lost"));

    assertThat(lines.get(1)).contains("y\\nERROR: all is lost").doesNotContain("\n");
  }

  private record Recording(List<String> lines) implements System.Logger {

    @Override
    public String getName() {
      return "recording";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
      lines.add(level + " " + text + (thrown == null ? "" : " with trace"));
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... params) {
      lines.add(level + " " + format);
    }
  }
}
