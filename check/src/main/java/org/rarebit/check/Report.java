package org.rarebit.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run of the check found, as JSON and as a page. It holds no secrets: the broker is named by
 * its host, port and virtual host.
 *
 * @param facts about the server, by name, in their order; names are words in lower case
 * @param steps in the order in which they ran
 */
record Report(Map<String, String> facts, List<Step> steps) {

  boolean isOk() {
    return steps.stream().allMatch(Step::isOk);
  }

  String json() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("ok", Boolean.toString(isOk()));
    facts.forEach((name, value) -> members.put(name, quoted(value)));
    members.put(
        "steps", steps.stream().map(Report::json).collect(Collectors.joining(",", "[", "]")));
    return object(members) + "\n";
  }

  private static String json(Step step) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("step", quoted(step.name()));
    members.put("title", quoted(step.title()));
    members.put("outcome", quoted(step.outcome().text));
    members.put("millis", Long.toString(step.millis()));
    members.put("reason", quoted(step.reason()));
    members.put("remedy", quoted(step.remedy()));
    return object(members);
  }

  private static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
              } else if (c < ' ') {
                json.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
              } else {
                json.append((char) c);
              }
            });
    return json.append('"').toString();
  }

  String html() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Rarebit: %1$s</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="check.css">
    </head>
    <body>
      <header>
        <h1>Rarebit</h1>
        <p>Does the resource adapter work on this server?</p>
      </header>
      <main>
        <p class="verdict %2$s" role="status">%1$s</p>
        <table>
          <caption>Steps</caption>
          <thead><tr><th scope="col">Step</th><th scope="col">Outcome</th><th scope="col">Time</th></tr></thead>
          <tbody>
    %3$s      </tbody>
        </table>
        <dl>
    %4$s    </dl>
        <p><a href="./">Check again</a> · <a href="check.json">as JSON</a></p>
      </main>
    </body>
    </html>
    """
        .formatted(
            isOk() ? "Everything works" : "Something does not work",
            isOk() ? "ok" : "failed",
            steps.stream().map(Report::row).collect(Collectors.joining()),
            facts.entrySet().stream().map(Report::fact).collect(Collectors.joining()));
  }

  private static String row(Step step) {
    String why =
        step.reason().isEmpty()
            ? ""
            : "<p class=\"reason\">%s</p><p>%s</p>"
                .formatted(escaped(step.reason()), escaped(step.remedy()));
    return "        <tr class=\"%s\"><th scope=\"row\">%s%s</th><td>%s</td><td>%s</td></tr>\n"
        .formatted(
            step.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            escaped(step.title()),
            why,
            step.outcome().text,
            step.outcome() == Step.Outcome.NOT_RUN ? "" : step.millis() + " ms");
  }

  private static String fact(Map.Entry<String, String> fact) {
    return "      <div><dt>%s</dt><dd>%s</dd></div>\n"
        .formatted(escaped(fact.getKey()), escaped(fact.getValue()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
