package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** What is injected, on WildFly. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly")
class WildFlyInjectingIT extends InjectingSet {

  WildFlyInjectingIT() {
    super(KnownServer.WILDFLY);
  }
}
