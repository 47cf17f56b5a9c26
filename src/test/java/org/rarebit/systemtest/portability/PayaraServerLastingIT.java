package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** What lasts, on Payara Server. */
@EnabledIfSystemProperty(
    named = "rarebit.payara-server.home",
    matches = ".+",
    disabledReason = "run Maven with -Ppayara-server,lasting")
class PayaraServerLastingIT extends LastingSet {

  PayaraServerLastingIT() {
    super(KnownServer.PAYARA_SERVER);
  }

  @Override
  @Test
  @Disabled("what an application defines, this server takes away before it destroys the beans")
  void aSingletonSendsWhenItIsDestroyed() {}
}
