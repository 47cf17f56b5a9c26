package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** The core set on Open Liberty. */
@EnabledIfSystemProperty(
    named = "rarebit.open-liberty.home",
    matches = ".+",
    disabledReason = "run Maven with -Popen-liberty")
class OpenLibertyIT extends CoreSet {

  OpenLibertyIT() {
    super(KnownServer.OPEN_LIBERTY);
  }
}
