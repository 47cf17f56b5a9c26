package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.server.ServerUnderTest;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.PageClient;

/** What InjectedProxyIT shows on Payara, in the server's own CDI, Concurrency and configuration. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InjectingSet {

  private static final String TOPIC = "systemtest_injecting";

  private final KnownServer known;
  private ServerUnderTest server;
  private PageClient page;

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
    page = new PageClient(server.page());
    Eventually.assertThat(
        () ->
            assertThat(page.call(TOPIC, "sum", "{\"a\": 1, \"b\": 1}").outcome())
                .isEqualTo("result"));
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum",
        "sum_of_holder",
        "sum_by_name",
        "sum_by_qualifier",
        "sum_by_configuration",
        "sum_with_options"
      })
  void aBeanCallsTheMessageDrivenBean(String method) {
    assertThat(page.call(TOPIC, method, "{\"a\": 40, \"b\": 2}").result()).isEqualTo(json("42"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"method_of_context", "method_on_another_thread"})
  void theRequestIsKnownWhereItIsServedAndWhereItIsCarried(String method) {
    assertThat(page.call(TOPIC, method, "{}").result()).isEqualTo(json('"' + method + '"'));
  }
}
