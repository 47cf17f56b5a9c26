package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** The core set on WildFly. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
class WildFlyIT extends CoreSet {

  WildFlyIT() {
    super(KnownServer.WILDFLY);
  }
}
