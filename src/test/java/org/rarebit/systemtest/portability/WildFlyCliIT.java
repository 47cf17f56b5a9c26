package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.server.WildFlySubsystem;

/** WildFly, whose subsystem resource-adapters starts the adapter, as jboss-cli configures it. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
class WildFlyCliIT extends SubsystemSet {

  WildFlyCliIT() {
    super("wildfly-cli");
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return WildFlySubsystem.CLI.start(fresh, httpPort, brokerUrl, archives);
  }
}
