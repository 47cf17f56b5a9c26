package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.PayaraMicro;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.PythonPeer;

/**
 * The adapter and somebody's WAR on the command line of Payara Micro, and nothing configured. The
 * WAR is that of docs/servers/payara.md.
 */
@EnabledIfSystemProperty(
    named = "rarebit.payara-micro.jar",
    matches = ".+",
    disabledReason = "run Maven with -Ppayara-micro")
class PayaraMicroIT {

  private static PayaraMicro server;

  @BeforeAll
  static void start() throws Exception {
    PythonPeer.require();
    Path directory = Path.of("target", "servers", "payara-micro");
    server =
        PayaraMicro.start(
            Path.of(System.getProperty("rarebit.payara-micro.jar")),
            directory,
            FreePort.find(),
            Broker.shared().url(),
            List.of(
                Archives.rarFile(), Archives.warFileOfBeans(Path.of("target", "micro"), "shop")));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String page(String path) {
    try (InputStream answer = server.root().resolve(path).toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString(); // for example while the bean begins to serve
    }
  }

  @Test
  void aPageOfAWarCallsABeanOfTheSameWarThroughThePool() throws Exception {
    Eventually.assertThat(
        () -> assertThat(page("shop/buy?item=bolt")).startsWith("bought, ").endsWith(" are left"));
  }

  @Test
  void pythonCallsTheBean() throws Exception {
    try (PythonPeer python = PythonPeer.client(Broker.shared().url())) {
      Eventually.assertThat(
          () ->
              assertThat(
                      python
                          .ask(
                              Json.createObjectBuilder()
                                  .add("kind", "call")
                                  .add(
                                      "target",
                                      Json.createObjectBuilder().add("topic", "systemtest_shop"))
                                  .add("method", "take")
                                  .add(
                                      "args",
                                      Json.createObjectBuilder()
                                          .add("item", "nut")
                                          .add("count", 0)))
                          .get("result"))
                  .isEqualTo(Json.createValue(100)));
    }
  }

  @Test
  void theAdapterHadNothingToComplainAbout() throws Exception {
    aPageOfAWarCallsABeanOfTheSameWarThroughThePool();

    assertThat(server.log()).anyMatch(line -> line.contains("org.rarebit"));
    assertThat(AdapterComplaints.in(server.log())).isEmpty();
  }
}
