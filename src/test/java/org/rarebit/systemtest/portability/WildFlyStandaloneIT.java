package org.rarebit.systemtest.portability;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;

/** WildFly, with nothing configured but the broker, and what is to be seen. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
class WildFlyStandaloneIT extends ObservedSet {

  WildFlyStandaloneIT() {
    super("wildfly-standalone");
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return KnownServer.WILDFLY.startStandalone(fresh, httpPort, brokerUrl, archives);
  }

  /** Of the management interface, whose port is moved as that of HTTP is. */
  @Override
  URI health() {
    int offset = root().getPort() - 8080;
    return URI.create("http://127.0.0.1:" + (9990 + offset) + "/health/");
  }
}
