package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.server.WildFlySubsystem;

/** WildFly, whose subsystem resource-adapters starts the adapter, from a file. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
class WildFlyYamlIT extends SubsystemSet {

  WildFlyYamlIT() {
    super("wildfly-yaml");
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return WildFlySubsystem.YAML.start(fresh, httpPort, brokerUrl, archives);
  }
}
