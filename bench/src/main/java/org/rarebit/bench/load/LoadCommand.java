package org.rarebit.bench.load;

import java.util.Locale;

/**
 * What a calling process is to do.
 *
 * @param kind what to do
 * @param topic whom to call; the first of them if there are several
 * @param width callers that wait, or calls in flight, or casts in one go
 * @param millis for how long, in milliseconds
 * @param bytes how long the text is
 * @param topics among how many topics the callers are dealt
 */
public record LoadCommand(Kind kind, String topic, int width, long millis, int bytes, int topics) {

  /** The kinds of load. */
  public enum Kind {
    /** Callers who each call again as soon as they are answered. */
    CALLS,
    /** One thread keeps this many calls in flight. */
    ASYNC,
    /** One thread casts, this many in one go, confirmed in the fastest way. */
    CASTS,
    /** This many threads cast, each waiting for its confirm. */
    CASTERS
  }

  /**
   * Load for one topic.
   *
   * @param kind what to do
   * @param topic whom to call
   * @param width callers that wait, or calls in flight, or casts in one go
   * @param millis for how long, in milliseconds
   * @param bytes how long the text is
   */
  public LoadCommand(Kind kind, String topic, int width, long millis, int bytes) {
    this(kind, topic, width, millis, bytes, 1);
  }

  /**
   * Whom a caller calls.
   *
   * @param caller its number, from 0
   * @return a topic
   */
  public String topicOf(int caller) {
    return nth(topic, caller % topics);
  }

  /**
   * One of several topics.
   *
   * @param topic the first one
   * @param number which, from 0
   * @return its name
   */
  public static String nth(String topic, int number) {
    return number == 0 ? topic : topic + "_" + number;
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
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]));
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
        Integer.toString(bytes),
        Integer.toString(topics));
  }
}
