package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.JavaAgent;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;

/** WildFly with an OpenTelemetry of its own, which the Java agent leaves alone. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
@EnabledIfSystemProperty(
    named = JavaAgent.PROPERTY,
    matches = ".+",
    disabledReason = "run Maven with -Pagent")
class WildFlyTelemetryAgentIT extends AgentSet {

  WildFlyTelemetryAgentIT() {
    super("wildfly-telemetry-agent");
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return KnownServer.WILDFLY.startStandalone(
        fresh,
        httpPort,
        brokerUrl,
        archives,
        agent(WildFlyAgentIT.JMX_LATER, "-Dotel.instrumentation.opentelemetry-api.enabled=false"));
  }
}
