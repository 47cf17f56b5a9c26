package org.rarebit.bench.load;

import java.util.Locale;

/**
 * What a calling process is to do.
 *
 * @param kind what to do
 * @param topic whom to call
 * @param width callers that wait, or calls in flight, or casts in one go
 * @param millis for how long, in milliseconds
 * @param bytes how long the text is
 */
public record LoadCommand(Kind kind, String topic, int width, long millis, int bytes) {

  /** The kinds of load. */
  public enum Kind {
    /** Callers who each call again as soon as they are answered. */
    CALLS,
    /** One thread keeps this many calls in flight. */
    ASYNC,
    /** One thread casts, this many in one go, confirmed. */
    CASTS,
    /** This many threads cast, each waiting for its confirm. */
    CASTERS
  }

  /**
   * Reads a command.
   *
   * @param line as {@link #toString} writes it
   * @return the command
   */
  public static LoadCommand parse(String line) {
    String[] words = line.trim().split(" ", -1);
    return new LoadCommand(
        Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
        words[1],
        Integer.parseInt(words[2]),
        Long.parseLong(words[3]),
        Integer.parseInt(words[4]));
  }

  /** One line. */
  @Override
  public String toString() {
    return String.join(
        " ",
        kind.name().toLowerCase(Locale.ROOT),
        topic,
        Integer.toString(width),
        Long.toString(millis),
        Integer.toString(bytes));
  }
}
