package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import java.time.Instant;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.InventoryClient;
import org.rarebit.systemtest.support.NovaNotification;
import org.rarebit.systemtest.support.PageClient;
import org.rarebit.systemtest.support.RawPublisher;
import org.rarebit.systemtest.support.ServerCommands;
import org.rarebit.systemtest.support.ServerLog;

/** The example is deployed to a server without a default data source, which gets one later. */
@ExtendWith(ArquillianExtension.class)
class NoDatabaseIT {

  private static final ServerLog LOG = ServerLog.ofAdapter();

  private final InventoryClient inventory = InventoryClient.ofTestServer();

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    ServerCommands.removeDefaultDataSource();
    return Archives.exampleEar();
  }

  @AfterAll
  static void restore() {
    LOG.close();
    ServerCommands.restoreDefaultDataSource();
  }

  @Test
  void theRestWorksAndNotificationsWaitForTheDatabase() throws Exception {
    assertThat(LOG.lines())
        .anyMatch(
            line -> line.contains("inventory:") && line.contains("java:comp/DefaultDataSource"));
    assertThat(PageClient.ofTestServer().call("calculator", "add", "{\"a\": 2, \"b\": 3}").result())
        .isEqualTo(json("5"));
    assertThat(inventory.get().getString("message")).contains("database");

    String id = UUID.randomUUID().toString();
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      publisher.publish(
          "notifications.info",
          NovaNotification.unversioned(
                  "create.end", json("{\"instance_id\": \"" + id + "\"}").asJsonObject())
              .messageSentAt(Instant.now()));
    }
    Eventually.assertThat(
        () ->
            assertThat(LOG.lines())
                .anyMatch(line -> line.contains("InventoryBean") && line.contains("paused")));

    ServerCommands.restoreDefaultDataSource();

    Eventually.assertThat(() -> assertThat(inventory.get().containsKey("servers")).isTrue());
    Eventually.assertThat(() -> assertThat(inventory.server(id)).isPresent());
  }
}
