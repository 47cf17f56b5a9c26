package org.rarebit.systemtest.portability;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.PayaraMicro;
import org.rarebit.systemtest.server.StandaloneServer;

/** The adapter and two WARs on the command line of Payara Micro, and nothing configured. */
@EnabledIfSystemProperty(
    named = "rarebit.payara-micro.jar",
    matches = ".+",
    disabledReason = "run Maven with -Ppayara-micro")
class PayaraMicroIT extends ShopSet {

  PayaraMicroIT() {
    super("payara-micro");
  }

  @Override
  StandaloneServer start(Path fresh, int httpPort, String brokerUrl, List<Path> archives) {
    return PayaraMicro.start(
        Path.of(System.getProperty("rarebit.payara-micro.jar")),
        fresh,
        httpPort,
        brokerUrl,
        archives);
  }
}
