package org.rarebit.ra.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A Java stack trace as the lines of a Python traceback; bounded. */
final class StackLines {

  private static final int MOST_LINES = 200;
  private static final int MOST_FRAMES = 50;
  private static final int LONGEST_LINE = 1000;

  private final List<String> lines = new ArrayList<>();

  private StackLines() {}

  /** Lines ending in a line feed; the causes included. */
  static List<String> of(Throwable thrown) {
    StackLines trace = new StackLines();
    trace.lines.add("Traceback (Java, most recent call first):\n"); // Python's has it last
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String prefix = "";
    for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      trace.add(prefix + t);
      trace.addFrames(t.getStackTrace());
      prefix = "Caused by: ";
    }
    return trace.lines;
  }

  private void addFrames(StackTraceElement[] frames) {
    int shown = Math.min(frames.length, MOST_FRAMES);
    for (int i = 0; i < shown; i++) {
      add("    at " + frames[i]);
    }
    if (shown < frames.length) {
      add("    ... " + (frames.length - shown) + " more");
    }
  }

  private void add(String line) {
    if (lines.size() < MOST_LINES) {
      lines.add(Excerpt.shorten(line, LONGEST_LINE) + "\n");
    }
  }
}
