package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Logs no more than so many lines a minute of each kind of fault; the others are written at DEBUG
 * and counted, and the next line of the kind tells how many they were. What somebody on the network
 * can cause at will is logged through one of these. Thread-safe; the kinds are constants of ours,
 * never made from what came.
 */
public final class LogLimiter {

  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

  private final System.Logger log;
  private final int mostInMinute;
  private final LongSupplier nanoTime;
  private final Map<String, Window> windows = new HashMap<>(); // guarded by this

  /**
   * A limit for a class's log.
   *
   * @param log where the lines go
   * @param mostInMinute lines of each kind, at least 1
   */
  public LogLimiter(System.Logger log, int mostInMinute) {
    this(log, mostInMinute, System::nanoTime);
  }

  LogLimiter(System.Logger log, int mostInMinute, LongSupplier nanoTime) {
    this.log = log;
    this.mostInMinute = mostInMinute;
    this.nanoTime = nanoTime;
  }

  /**
   * Logs a line, unless there were too many of its kind within a minute.
   *
   * @param level of the line; those that are too many have DEBUG
   * @param kind what goes wrong, as a constant
   * @param line made only if it is written
   */
  public void log(Level level, String kind, Supplier<String> line) {
    long left = admit(kind);
    if (left < 0) {
      log.log(Level.DEBUG, line);
    } else if (left == 0) {
      log.log(level, line);
    } else {
      log.log(level, () -> line.get() + " (" + left + " more of this kind were not shown.)");
    }
  }

  /** How many were left out before this one; negative if it is to be left out, too. */
  private synchronized long admit(String kind) {
    long now = nanoTime.getAsLong();
    Window window = windows.computeIfAbsent(kind, any -> new Window(now));
    if (now - window.begun >= WINDOW_NANOS) {
      window.begun = now;
      window.shown = 0;
    }
    if (window.shown >= mostInMinute) {
      window.leftOut++;
      return -1;
    }
    window.shown++;
    long leftOut = window.leftOut;
    window.leftOut = 0;
    return leftOut;
  }

  private static final class Window {
    private long begun;
    private int shown;
    private long leftOut;

    Window(long begun) {
      this.begun = begun;
    }
  }
}
