package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** The core set on GlassFish 7. */
@EnabledIfSystemProperty(
    named = "rarebit.glassfish7.home",
    matches = ".+",
    disabledReason = "run Maven with -Pglassfish7")
class GlassFish7IT extends CoreSet {

  GlassFish7IT() {
    super(KnownServer.GLASSFISH7);
  }
}
