package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** The core set on Payara Server. */
@EnabledIfSystemProperty(
    named = "rarebit.payara-server.home",
    matches = ".+",
    disabledReason = "run Maven with -Ppayara-server")
class PayaraServerIT extends CoreSet {

  PayaraServerIT() {
    super(KnownServer.PAYARA_SERVER);
  }
}
