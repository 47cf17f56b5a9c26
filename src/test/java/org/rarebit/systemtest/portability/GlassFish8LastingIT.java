package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** What lasts, on GlassFish 8. */
@EnabledIfSystemProperty(
    named = "rarebit.glassfish8.home",
    matches = ".+",
    disabledReason = "run Maven with -Pglassfish8,lasting")
class GlassFish8LastingIT extends LastingSet {

  GlassFish8LastingIT() {
    super(KnownServer.GLASSFISH8);
  }
}
