package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.server.WildFlySubsystem;
import org.rarebit.systemtest.support.Archives;

/** WildFly, whose subsystem resource-adapters starts the adapter, as jboss-cli configures it. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
class WildFlyCliIT extends InstallationSet {

  WildFlyCliIT() {
    super("wildfly-cli");
  }

  @Override
  Path adapter() {
    return Archives.rarFileForSubsystem(Path.of("target", "subsystem"));
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return WildFlySubsystem.CLI.start(fresh, httpPort, brokerUrl, archives);
  }
}
