package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.JavaAgent;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;

/** Open Liberty with an OpenTelemetry of its own, and the Java agent's beside it. */
@EnabledIfSystemProperty(
    named = "rarebit.open-liberty.home",
    matches = ".+",
    disabledReason = "run Maven with -Popen-liberty")
@EnabledIfSystemProperty(
    named = JavaAgent.PROPERTY,
    matches = ".+",
    disabledReason = "run Maven with -Pagent")
class OpenLibertyAgentIT extends AgentSet {

  OpenLibertyAgentIT() {
    super("open-liberty-agent");
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return KnownServer.OPEN_LIBERTY.startStandalone(fresh, httpPort, brokerUrl, archives, agent());
  }
}
