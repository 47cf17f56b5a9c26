package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogTextTest {

  @Test
  void whatIsFitStaysAsItIs() {
    assertThat(LogText.of("resize größer 日本 😀")).isEqualTo("resize größer 日本 😀");
    assertThat(LogText.of(null)).isEqualTo("null");
  }

  @Test
  void nobodyWritesALineOfTheirOwn() {
    assertThat(LogText.of("a\r\nERROR: b\u2028c\u001b[2Jd\u202ee\u0085"))
        .isEqualTo("a\\r\\nERROR: b\\u2028c\\u001b[2Jd\\u202ee\\u0085");
  }

  @Test
  void nobodyWritesALineWithoutEnd() {
    assertThat(LogText.of("m".repeat(8_000_000)))
        .startsWith("mmm")
        .endsWith("(8000000 characters)")
        .hasSizeLessThan(250);
    assertThat(LogText.of("\n".repeat(1000))).hasSizeLessThan(250);
  }

  @Test
  void aTextThatAnotherOneFollowsEndsWithOneFullStop() {
    assertThat(LogText.sentence("406 to learn more")).isEqualTo("406 to learn more.");
    assertThat(LogText.sentence("It was closed.")).isEqualTo("It was closed.");
  }

  @Test
  void linesOfOneKindAreCountedWhenThereAreTooMany() {
    List<String> lines = new ArrayList<>();
    AtomicLong now = new AtomicLong();
    LogLimiter limiter = new LogLimiter(new Recording(lines), 2, now::get);

    for (int i = 1; i <= 5; i++) {
      int number = i;
      limiter.log(System.Logger.Level.WARNING, "unreadable", () -> "bad " + number);
    }
    limiter.log(System.Logger.Level.WARNING, "duplicate", () -> "other");
    now.addAndGet(60_000_000_000L);
    limiter.log(System.Logger.Level.WARNING, "unreadable", () -> "bad 6");

    assertThat(lines)
        .containsExactly(
            "WARNING bad 1",
            "WARNING bad 2",
            "DEBUG bad 3",
            "DEBUG bad 4",
            "DEBUG bad 5",
            "WARNING other",
            "WARNING bad 6 (3 more of this kind were not shown.)");
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
      lines.add(level + " " + text);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... params) {
      lines.add(level + " " + format);
    }
  }
}
