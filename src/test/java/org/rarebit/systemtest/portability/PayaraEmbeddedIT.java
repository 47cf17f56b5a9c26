package org.rarebit.systemtest.portability;

import org.rarebit.systemtest.server.KnownServer;

/** The core set on Payara Embedded, in a process of its own as on the other servers. */
class PayaraEmbeddedIT extends CoreSet {

  PayaraEmbeddedIT() {
    super(KnownServer.PAYARA_EMBEDDED);
  }
}
