package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** What lasts, on GlassFish 7. */
@EnabledIfSystemProperty(
    named = "rarebit.glassfish7.home",
    matches = ".+",
    disabledReason = "run Maven with -Pglassfish7,lasting")
class GlassFish7LastingIT extends LastingSet {

  GlassFish7LastingIT() {
    super(KnownServer.GLASSFISH7);
  }
}
