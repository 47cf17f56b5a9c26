package org.rarebit.systemtest.portability;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
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

  /** It keeps those that it has in memory as long as the application runs. */
  @Override
  void passivateSessions() {
    administration().restart("lasting");
  }

  @Override
  @Test
  @Disabled("what an application defines, this server takes away before it destroys the beans")
  void aSingletonSendsWhenItIsDestroyed() {}
}
