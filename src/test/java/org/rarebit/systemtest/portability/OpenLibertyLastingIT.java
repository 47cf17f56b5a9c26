package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** What lasts, on Open Liberty. */
@EnabledIfSystemProperty(
    named = "rarebit.open-liberty.home",
    matches = ".+",
    disabledReason = "run Maven with -Popen-liberty,lasting")
class OpenLibertyLastingIT extends LastingSet {

  OpenLibertyLastingIT() {
    super(KnownServer.OPEN_LIBERTY);
  }
}
