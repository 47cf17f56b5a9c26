package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.server.JavaAgent;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Eventually;

/**
 * The same beside OpenTelemetry's Java agent, which exports what the adapter shows in JMX as well,
 * by the rules of the manual.
 */
abstract class AgentSet extends TracedSet {

  private static final Path RULES =
      Archives.root().resolve("docs/monitoring/opentelemetry-jmx.yaml");

  AgentSet(String name) {
    super(name);
  }

  /** With options of the JVM, besides. */
  final JavaAgent agent(String... options) {
    return new JavaAgent(endpoint(), RULES.toAbsolutePath().normalize(), List.of(options));
  }

  @Test
  void allThatTheRulesNameIsExported() throws Exception {
    List<String> named = new ArrayList<>();
    String prefix = "";
    for (String line : Files.readAllLines(RULES)) {
      Matcher field = Pattern.compile("\\s+(prefix|metric): (\\S+)").matcher(line);
      if (field.matches() && field.group(1).equals("prefix")) {
        prefix = field.group(2);
      } else if (field.matches()) {
        named.add(prefix + field.group(2));
      }
    }

    assertThat(named).hasSizeGreaterThan(20);
    Eventually.assertThat(
        () -> assertThat(get("shop/buy?item=bolt").body()).startsWith("bought, "));
    Eventually.assertThat(() -> assertThat(metrics()).containsAll(named));
  }
}
