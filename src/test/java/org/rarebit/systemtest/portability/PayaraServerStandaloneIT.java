package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;
import org.rarebit.systemtest.support.Archives;

/** Payara Server, with what an administrator types. */
@EnabledIfSystemProperty(
    named = "rarebit.payara-server.home",
    matches = ".+",
    disabledReason = "run Maven with -Ppayara-server")
class PayaraServerStandaloneIT extends ShopSet implements ConsoleTests {

  PayaraServerStandaloneIT() {
    super("payara-server-standalone");
  }

  @Override
  List<Path> more() {
    return List.of(Archives.consoleFile());
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return KnownServer.PAYARA_SERVER.startStandalone(fresh, httpPort, brokerUrl, archives);
  }
}
