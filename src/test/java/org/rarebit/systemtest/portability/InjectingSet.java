package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.ServerUnderTest;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;

/** The same on a server that is a process of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InjectingSet implements InjectedTests {

  private final KnownServer known;
  private ServerUnderTest server;

  InjectingSet(KnownServer known) {
    this.known = known;
  }

  @BeforeAll
  void start() throws Exception {
    server =
        known.start(
            Path.of("target", "servers", known.profile() + "-injecting"),
            FreePort.find(),
            Broker.shared().url(),
            Archives.injectingEarFile(Path.of("target", "injecting")));
    Eventually.assertThat(
        () ->
            assertThat(client().call(TOPIC, "sum", "{\"a\": 1, \"b\": 1}").outcome())
                .isEqualTo("result"));
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  public URI page() {
    return server.page();
  }
}
