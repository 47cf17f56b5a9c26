package org.rarebit.systemtest.server;

import java.nio.file.Path;
import java.util.List;

/** WildFly, whose own configuration starts the adapter, in the ways that its page shows. */
public enum WildFlySubsystem {
  YAML,
  CLI;

  /**
   * Starts it; takes seconds, five minutes at most.
   *
   * @param directory for what it writes; emptied
   * @param archives to be deployed, the adapter first
   */
  public StandaloneServer start(
      Path directory, int httpPort, String brokerUrl, List<Path> archives) {
    ServerSetup setup = KnownServer.WILDFLY.setup(directory, httpPort, brokerUrl, archives);
    return this == YAML ? WildFly.startWithYaml(setup) : WildFly.startWithCli(setup);
  }
}
