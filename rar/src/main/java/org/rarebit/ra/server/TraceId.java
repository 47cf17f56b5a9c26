package org.rarebit.ra.server;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of the trace that a message belongs to, by the header of W3C's Trace Context: with it, a
 * line of the log finds the trace, and a trace its lines, without any library for either.
 */
final class TraceId {

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private TraceId() {}

  /** For a line of the log, after an id; empty without a trace, or with a header that is none. */
  static String after(Map<String, String> headers) {
    Matcher trace = TRACEPARENT.matcher(headers.getOrDefault("traceparent", ""));
    return trace.matches() ? ", trace " + trace.group(1) : "";
  }
}
