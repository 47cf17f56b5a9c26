package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.support.Archives;

/** GlassFish 8, with what an administrator types. */
@EnabledIfSystemProperty(
    named = "rarebit.glassfish8.home",
    matches = ".+",
    disabledReason = "run Maven with -Pglassfish8")
class GlassFish8StandaloneIT extends ShopSet implements ConsoleTests {

  GlassFish8StandaloneIT() {
    super("glassfish8-standalone");
  }

  @Override
  List<Path> more() {
    return List.of(Archives.consoleFile());
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return KnownServer.GLASSFISH8.startStandalone(fresh, httpPort, brokerUrl, archives);
  }
}
