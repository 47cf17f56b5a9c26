package org.rarebit.systemtest.portability;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;

/** Open Liberty, with the adapter in server.xml. */
@EnabledIfSystemProperty(
    named = "rarebit.open-liberty.home",
    matches = ".+",
    disabledReason = "run Maven with -Popen-liberty")
class OpenLibertyStandaloneIT extends ObservedSet {

  OpenLibertyStandaloneIT() {
    super("open-liberty-standalone");
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return KnownServer.OPEN_LIBERTY.startStandalone(fresh, httpPort, brokerUrl, archives);
  }

  @Override
  URI health() {
    return root().resolve("health/");
  }
}
