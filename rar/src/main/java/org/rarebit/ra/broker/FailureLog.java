package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Logs failures that may come again with each message: the stack trace once, then lines, so many a
 * minute, which count. Alike are failures of one class that were thrown at one place, whatever
 * their text says; after an hour the trace is shown anew, as logs are thrown away. Thread-safe.
 */
public final class FailureLog {

  private static final int LINES_A_MINUTE = 60;
  private static final int MOST_KINDS = 100;
  private static final long ANEW_NANOS = Duration.ofHours(1).toNanos();

  private final System.Logger log;
  private final LogLimiter limited;
  private final LongSupplier nanoTime;

  /** Guarded by this. */
  private final Map<String, Seen> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > MOST_KINDS;
        }
      };

  /** Failures of a kind. */
  private static final class Seen {
    long times;
    long shownAt;
  }

  /** What is to be said of one. */
  private record Turn(long times, boolean isShown) {}

  /**
   * None seen yet.
   *
   * @param log where the lines go
   */
  public FailureLog(System.Logger log) {
    this(log, System::nanoTime);
  }

  FailureLog(System.Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.limited = new LogLimiter(log, LINES_A_MINUTE);
    this.nanoTime = nanoTime;
  }

  /**
   * Logs one.
   *
   * @param level of its line
   * @param line what failed
   * @param failure with what; null if nothing was thrown
   */
  public void log(Level level, String line, Throwable failure) {
    log(level, level, line, failure);
  }

  /**
   * Logs one.
   *
   * @param first of the line with the stack trace
   * @param next of the lines without
   * @param line what failed
   * @param failure with what; null if nothing was thrown
   */
  public void log(Level first, Level next, String line, Throwable failure) {
    if (failure == null) {
      limited.log(next, "without", () -> line);
      return;
    }
    Turn turn = turn(failure);
    if (turn.isShown) {
      log.log(first, turn.times == 1 ? line : line + times(turn), failure);
    } else if (next == Level.DEBUG) {
      log.log(next, () -> line + ": " + LogText.of(failure) + times(turn));
    } else {
      limited.log(next, "failure", () -> line + ": " + LogText.of(failure) + times(turn));
    }
  }

  private static String times(Turn turn) {
    return " (number " + turn.times + " of its kind)";
  }

  private synchronized Turn turn(Throwable failure) {
    long now = nanoTime.getAsLong();
    Seen kind = seen.computeIfAbsent(kindOf(failure), any -> new Seen());
    boolean isShown = kind.times == 0 || now - kind.shownAt >= ANEW_NANOS;
    if (isShown) {
      kind.shownAt = now;
    }
    kind.times++;
    return new Turn(kind.times, isShown);
  }

  private static String kindOf(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
