package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.ConsoleClient;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.Gate;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.Server;
import org.rarebit.systemtest.support.ServerCommands;

/**
 * The installation check beside an adapter that is deployed by itself, on a server that also has an
 * application with an adapter of its own. It is deployed while the broker is down. So is the
 * console, which shows both.
 */
@ExtendWith(ArquillianExtension.class)
class InstallationCheckIT {

  private static final Gate GATE = Gate.shut(Broker.shared().url());

  private final PageClient page = new PageClient(Server.page().resolve("/rarebit-check/"));

  @Deployment(name = "rar", order = 1, testable = false)
  static ResourceAdapterArchive rar() {
    Broker.useForDeployments(GATE.url());
    ServerCommands.showAdaptersToAllApplications();
    return Archives.rar();
  }

  @Deployment(name = "neighbour", order = 2, testable = false)
  static EnterpriseArchive neighbour() {
    return Archives.earOfBoundBean("steady", "SteadyBean");
  }

  @Deployment(name = "check", order = 3, testable = false)
  static WebArchive check() {
    return ShrinkWrap.create(ZipImporter.class, "rarebit-check.war")
        .importFrom(Archives.checkFile().toFile())
        .as(WebArchive.class);
  }

  @Deployment(name = "console", order = 4, testable = false)
  static WebArchive console() {
    return ShrinkWrap.create(ZipImporter.class, "rarebit-console.war")
        .importFrom(Archives.consoleFile().toFile())
        .as(WebArchive.class);
  }

  @AfterAll
  static void restore() {
    ServerCommands.showAdaptersToTheirApplications();
    GATE.close();
  }

  @Test
  void saysWhyNothingWorksAndThatEverythingDoesOnceTheBrokerIsThere() throws Exception {
    HttpResponse<String> down = page.get("check.json");
    assertThat(down.statusCode()).isEqualTo(503);
    JsonObject first = json(down.body()).asJsonObject().getJsonArray("steps").getJsonObject(0);
    assertThat(first.getString("outcome")).isEqualTo("failed");
    assertThat(first.getString("reason"))
        .contains("No connection to 127.0.0.1:" + GATE.port() + ": Connection refused");
    assertThat(page.get("").body()).contains("Something does not work", "Start the broker");

    GATE.open();
    Eventually.assertThat(() -> assertThat(page.get("check.json").statusCode()).isEqualTo(200));
    assertThat(page.get("").body()).contains("Everything works");
  }

  @Test
  void theConsoleIsForTheGroupOfAdministrators(@TempDir Path folder) throws Exception {
    URI root = Server.page().resolve("/");
    Path password = folder.resolve("password").toAbsolutePath();
    ServerCommands.addUser("alice", "guessable", "rarebit-admin", password);
    ServerCommands.addUser("bob", "guessable", password);
    try {
      assertThat(ConsoleClient.withoutLogin(root).get("api/state").statusCode()).isEqualTo(401);
      assertThat(ConsoleClient.of(root, "bob").get("api/state").statusCode()).isEqualTo(403);
      ConsoleClient alice = ConsoleClient.of(root, "alice");
      assertThat(alice.get("").body()).contains("<title>Rarebit console</title>");
      assertThat(alice.get("api/state").body()).contains("CheckBean", "SteadyBean");
      alice.awaitEvents("state", 2);
    } finally {
      ServerCommands.removeUser("alice");
      ServerCommands.removeUser("bob");
    }
  }
}
