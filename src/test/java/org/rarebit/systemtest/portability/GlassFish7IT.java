package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
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

  /** The configuration of its OSGi framework knows versions of Java up to 23. */
  @Override
  @BeforeAll
  void start() throws Exception {
    if (KnownServer.javaVersion() > 23) {
      assertThatThrownBy(super::start).hasMessageContaining("did not start: it has ended");
      assertThat(Path.of("target/servers", KnownServer.GLASSFISH7.profile(), "console.log"))
          .content()
          .contains("missing requirement", "osgi.ee=JavaSE");
      Assumptions.abort("GlassFish 7 does not start on this JDK, as the manual says");
    }
    super.start();
  }
}
