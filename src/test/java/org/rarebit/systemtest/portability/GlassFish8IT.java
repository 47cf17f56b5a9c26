package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** The core set on GlassFish 8. */
@EnabledIfSystemProperty(
    named = "rarebit.glassfish8.home",
    matches = ".+",
    disabledReason = "run Maven with -Pglassfish8")
class GlassFish8IT extends CoreSet {

  GlassFish8IT() {
    super(KnownServer.GLASSFISH8);
  }
}
