package org.rarebit.ra.server;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LogText;

/**
 * A message that is given up, and why. Immutable.
 *
 * @param arrival the message
 * @param reason what was wrong
 * @param listener who gave up
 * @param deliveries how often it was delivered here, as far as is known
 * @param failure what was thrown; null if the bean just did not take it
 */
record DeadLetter(
    Arrival arrival, Reason reason, String listener, int deliveries, Throwable failure) {

  /** What was wrong. */
  enum Reason {
    /** It cannot be read, or its payload does not fit. */
    MALFORMED,
    /** The bean failed, and onException says REJECT. */
    REJECTED,
    /** It was delivered again as often as redeliveryLimit says. */
    REDELIVERY_LIMIT
  }

  static final String PREFIX = "x-rarebit-";

  private static final int LONGEST_TEXT = 1000;

  Delivery delivery() {
    return arrival.delivery();
  }

  /** Which one, for logs: what is needed to find it, and who sent it. */
  String describe() {
    return delivery().describe()
        + ", queue \""
        + LogText.of(arrival.queue())
        + "\", "
        + delivery().body().bytes().length
        + " bytes";
  }

  /** What goes into headers, beside the message's own. */
  Map<String, Object> headers() {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put(PREFIX + "reason", reason.name());
    headers.put(PREFIX + "listener", listener);
    headers.put(PREFIX + "deliveries", deliveries);
    if (failure != null) {
      headers.put(PREFIX + "exception", failure.getClass().getName());
      headers.put(PREFIX + "message", shortened(failure.getMessage()));
    }
    headers.put(PREFIX + "exchange", delivery().exchange());
    headers.put(PREFIX + "routing-key", delivery().routingKey());
    headers.put(PREFIX + "queue", arrival.queue());
    headers.put(PREFIX + "time", Date.from(Instant.now()));
    return headers;
  }

  /** Those without which nobody would know what it is, for a message that has room for no more. */
  Map<String, Object> fewHeaders() {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put(PREFIX + "reason", reason.name());
    headers.put(PREFIX + "deliveries", deliveries);
    return headers;
  }

  /** What the bean threw, to be shown with its stack trace; null if a line tells it all. */
  Throwable thrown() {
    return reason == Reason.MALFORMED ? null : failure;
  }

  private static String shortened(String text) {
    if (text == null || text.length() <= LONGEST_TEXT) {
      return text == null ? "" : text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
    return text.substring(0, end) + "…";
  }
}
