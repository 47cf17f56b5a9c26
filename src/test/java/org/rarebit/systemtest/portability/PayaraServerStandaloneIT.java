package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.StandaloneServer;

/** Payara Server, with what an administrator types. */
@EnabledIfSystemProperty(
    named = "rarebit.payara-server.home",
    matches = ".+",
    disabledReason = "run Maven with -Ppayara-server")
class PayaraServerStandaloneIT extends ShopSet {

  PayaraServerStandaloneIT() {
    super("payara-server-standalone");
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return KnownServer.PAYARA_SERVER.startStandalone(fresh, httpPort, brokerUrl, archives);
  }
}
