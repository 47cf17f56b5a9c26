package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;

/** The core set on Payara Server. */
@EnabledIfSystemProperty(
    named = "rarebit.payara-server.home",
    matches = ".+",
    disabledReason = "run Maven with -Ppayara-server")
class PayaraServerIT extends CoreSet {

  PayaraServerIT() {
    super(KnownServer.PAYARA_SERVER);
  }

  /** From JDK 24 on its check of roles fails by itself: it goes by the security manager. */
  @Override
  @Test
  void rolesAllowedDecidesWhatACallerMayDo() throws Exception {
    if (KnownServer.javaVersion() < 24) {
      super.rolesAllowedDecidesWhatACallerMayDo();
    } else {
      assertThat(
              callAs("alice", "admin", "for_admins").getJsonObject("failure").getString("message"))
          .contains("PermissionCollection");
    }
  }
}
