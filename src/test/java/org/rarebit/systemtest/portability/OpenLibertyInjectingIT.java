package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** What is injected, on Open Liberty. */
@EnabledIfSystemProperty(
    named = "rarebit.open-liberty.home",
    matches = ".+",
    disabledReason = "run Maven with -Popen-liberty")
class OpenLibertyInjectingIT extends InjectingSet {

  OpenLibertyInjectingIT() {
    super(KnownServer.OPEN_LIBERTY);
  }
}
