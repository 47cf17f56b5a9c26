package org.rarebit.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is not as it should be, why, and what a person does about it.
 *
 * @param bad whether something does not work now, or is lost; else it is to be known
 * @param reason a sentence
 * @param remedy a sentence
 */
record Finding(boolean bad, String reason, String remedy) {

  private static final long SLOW_CALL_MILLIS = 10_000;

  /**
   * What there is to say about one of those that are shown.
   *
   * @param all of them: the reason may be another one's
   */
  static List<Finding> about(Shown one, List<Shown> all) {
    List<Finding> findings = new ArrayList<>();
    switch (one.type()) {
      case "Activation" -> activation(one, all, findings);
      case "Link" -> link(one, findings);
      case "Client" -> client(one, findings);
      default -> {} // the adapter says nothing of their state
    }
    return findings;
  }

  private static void activation(Shown bean, List<Shown> all, List<Finding> findings) {
    String failed = after(bean.text("LastError"));
    switch (bean.text("State")) {
      case "CONNECTING" ->
          findings.add(
              bad(
                  "Nothing can come: " + lost(all) + ".",
                  "Start the broker, or mend connectionURL or the network; the adapter tries again"
                      + " by itself."));
      case "PAUSED" -> {
        String next = bean.text("NextAttempt");
        findings.add(
            next.isEmpty()
                ? notice(
                    "An operator has paused it: its requests wait on the broker.",
                    "Resume it when it shall go on.")
                : bad(
                    "It has paused itself after failures in a row" + failed + ".",
                    "Mend what has failed; it tries one request at "
                        + next
                        + ", or at once when it is resumed."));
      }
      case "PROBING" ->
          findings.add(
              notice(
                  "It tries one request after failures" + failed + ".",
                  "Wait for the outcome: it goes on, or pauses again."));
      default -> {}
    }
    count(
        findings,
        bean.number("Rejected"),
        "message could not be read and was rejected",
        "messages could not be read and were rejected",
        "Find who publishes what is no request to this topic; the log has the reasons.");
    count(
        findings,
        bean.number("Refused"),
        "message was of a method, namespace or version that nobody serves here",
        "messages were of a method, namespace or version that nobody serves here",
        "Bring callers and servers to versions that agree.");
    count(
        findings,
        bean.number("Dead"),
        "message was given up",
        "messages were given up",
        "Mend what the log names, then put the dead letters back.");
    if (bean.number("LostReplies") > 0) {
      findings.add(
          notice(
              "Answers that could not be sent were given up, on all servers of the broker: "
                  + bean.number("LostReplies")
                  + ".",
              "Their callers ran into their timeouts; look whether they, or the broker, were"
                  + " away."));
    }
  }

  private static void link(Shown link, List<Finding> findings) {
    switch (link.text("State")) {
      case "BLOCKED" ->
          findings.add(
              bad(
                  "The broker takes no messages" + after(link.text("BlockedReason")) + ".",
                  "Give the broker memory or disk space; what is sent waits until then."));
      case "CONNECTING" ->
          findings.add(
              bad(
                  sentence(link.text("LastError"), "There is no connection to the broker") + ".",
                  "Start the broker, or mend connectionURL, credentials or the network; the adapter"
                      + " tries again by itself."));
      case "LOST" ->
          findings.add(
              notice(
                  sentence(link.text("LastError"), "The connection was lost") + ".",
                  "Nothing, if the broker is back: the pool opens another one at the next use."));
      default -> {}
    }
    if (link.number("UndeliveredSends") > 0) {
      findings.add(
          bad(
              "Messages of committed transactions did not leave, on all outbound links: "
                  + link.number("UndeliveredSends")
                  + ".",
              "The log names each at ERROR; have them sent again."));
    }
    long oldest = link.number("OldestCallMillis");
    if (oldest >= SLOW_CALL_MILLIS) {
      findings.add(
          notice(
              "A call has been waiting for its reply for " + oldest / 1000 + " s.",
              "Look whether the server that it calls is slow, or has gone while it worked."));
    }
  }

  private static void client(Shown client, List<Finding> findings) {
    count(
        findings,
        client.number("ConnectionsRefused"),
        "connection was asked for and not had",
        "connections were asked for and not had",
        "Give the pool more connections, or look whether the broker was away.");
    Map<String, Long> failures = client.counts("CallFailures");
    count(
        findings,
        failures.getOrDefault("TIMED_OUT", 0L),
        "call got no answer in time",
        "calls got no answer in time",
        "Look whether what is called is down or slow, or give the calls more time.");
    count(
        findings,
        failures.getOrDefault("UNDELIVERABLE", 0L),
        "call was for a topic or server that nobody serves",
        "calls were for topics or servers that nobody serves",
        "Start what serves it, or mend the target; the caller's exception names it.");
  }

  /** Why the link is down over which requests would come, if one says so. */
  private static String lost(List<Shown> all) {
    return all.stream()
        .filter(other -> other.is("Link") && other.text("State").equals("CONNECTING"))
        .map(other -> sentence(other.text("LastError"), ""))
        .filter(error -> !error.isEmpty())
        .findFirst()
        .orElse("there is no connection to the broker");
  }

  private static void count(
      List<Finding> findings, long number, String one, String several, String remedy) {
    if (number > 0) {
      findings.add(notice(number + " " + (number == 1 ? one : several) + ".", remedy));
    }
  }

  /** The text behind a colon, or nothing. */
  private static String after(String text) {
    String sentence = sentence(text, "");
    return sentence.isEmpty() ? "" : ": " + sentence;
  }

  /** The text without its full stop; if there is none, what is said otherwise. */
  private static String sentence(String text, String otherwise) {
    String stripped = text.strip();
    return stripped.isEmpty()
        ? otherwise
        : stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }

  private static Finding bad(String reason, String remedy) {
    return new Finding(true, reason, remedy);
  }

  private static Finding notice(String reason, String remedy) {
    return new Finding(false, reason, remedy);
  }
}
