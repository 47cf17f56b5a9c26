package org.rarebit.systemtest.portability;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the adapter, or the RabbitMQ client in it, logged at WARNING and above. */
final class AdapterComplaints {

  private static final Pattern LOGGER =
      Pattern.compile("\\b(org\\.rarebit\\.ra|com\\.rabbitmq)\\b");

  /** Of WildFly, of Open Liberty (a letter of its own), of Payara and GlassFish. */
  private static final Pattern LEVEL =
      Pattern.compile("\\b(WARN|WARNING|ERROR|SEVERE|FATAL)\\b|\\] [0-9a-f]{8} \\S+ +[WEF] ");

  private AdapterComplaints() {}

  /** Lines of stack traces do not count: they have no level. */
  static List<String> in(List<String> log) {
    List<String> complaints = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      String line = log.get(i);
      if (LOGGER.matcher(line).find() && LEVEL.matcher(line).find()) {
        // Payara and GlassFish begin the text on the next line
        complaints.add(line.endsWith("[[") && i + 1 < log.size() ? line + log.get(i + 1) : line);
      }
    }
    return complaints;
  }
}
