package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.JavaAgent;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.support.Archives;

/**
 * WildFly without an OpenTelemetry of its own beside the Java agent's; the application has
 * OpenTelemetry's API.
 */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
@EnabledIfSystemProperty(
    named = JavaAgent.PROPERTY,
    matches = ".+",
    disabledReason = "run Maven with -Pagent")
class WildFlyAgentIT extends AgentSet {

  /**
   * Looking at JMX wakes Java's logging, which must not be before WildFly has set its own. It would
   * be after half a second, the interval of exports in these tests.
   */
  static final String JMX_LATER = "-Dotel.jmx.discovery.delay=10000";

  WildFlyAgentIT() {
    super("wildfly-agent");
  }

  @Override
  List<Path> more() {
    return List.of(
        Archives.tracedWarFile(Path.of("target", "traced"), Path.of("target", "opentelemetry")));
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return KnownServer.WILDFLY.startStandalone(
        fresh, httpPort, brokerUrl, archives, agent(JMX_LATER));
  }
}
