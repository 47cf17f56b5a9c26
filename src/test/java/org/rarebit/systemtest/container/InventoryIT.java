package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rarebit.systemtest.support.Activations;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.InventoryClient;
import org.rarebit.systemtest.support.NovaNotification;
import org.rarebit.systemtest.support.RawPublisher;

/** The example's bean keeps an inventory of servers from Nova's notifications. */
@ExtendWith(ArquillianExtension.class)
class InventoryIT {

  private final InventoryClient inventory = InventoryClient.ofTestServer();
  private final String id = UUID.randomUUID().toString();
  private final Instant now = Instant.now();

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEar();
  }

  @BeforeAll
  static void awaitBeans() throws Exception {
    Activations.awaitActive();
  }

  @Test
  void thePageSeesLiveWhatBeansTell() throws Exception {
    Set<String> before =
        InventoryClient.serversOf(inventory.get()).stream()
            .map(server -> server.getString("id"))
            .collect(Collectors.toSet());
    Set<String> seen = new HashSet<>();

    inventory.watch(
        () -> assertThat(inventory.sendSamples().outcome()).isEqualTo("sent"),
        told -> {
          for (JsonObject server : InventoryClient.serversOf(told)) {
            if (!before.contains(server.getString("id"))) {
              seen.add(
                  "%s %s %s"
                      .formatted(
                          server.getString("name").replaceFirst("-.*", ""),
                          server.getString("state"),
                          server.getString("flavor")));
            }
          }
          return seen.contains("web active m1.large") && seen.contains("batch deleted m1.large");
        });

    assertThat(seen).contains("web building m1.small");
  }

  @Test
  void neitherLateNorRepeatedNotificationsChangeWhatIsKnown() throws Exception {
    JsonObject active = server("\"state\": \"active\", \"vcpus\": 2");
    JsonObject stopped = server("\"state\": \"stopped\", \"vcpus\": 4");
    JsonObject withAddress =
        server("\"state\": \"building\", \"fixed_ips\": [{\"address\": \"10.0.0.9\"}]");
    String newest =
        NovaNotification.unversioned("power_off.end", stopped).messageSentAt(now.plusSeconds(2));
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      publish(publisher, newest);
      publish(publisher, unversioned("create.end", active, 1));
      publish(publisher, unversioned("create.start", withAddress, 0));
      publish(publisher, newest);
    }

    Eventually.assertThat(
        () -> {
          JsonObject server = inventory.server(id).orElseThrow(AssertionError::new);
          assertThat(server.get("state")).isEqualTo(json("\"stopped\""));
          assertThat(server.get("vcpus")).isEqualTo(json("4"));
          assertThat(server.get("event")).isEqualTo(json("\"power_off.end\""));
          assertThat(server.get("addresses")).isEqualTo(json("\"10.0.0.9\""));
        });
  }

  @Test
  void aDeletionWinsOverALaterUpdateInEitherFormat() throws Exception {
    JsonObject active = server("\"state\": \"active\"");
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      publisher.publish(
          "versioned_notifications.info",
          NovaNotification.versioned("delete.end", server("\"state\": \"active\""))
              .messageSentAt(now));
      publish(publisher, unversioned("update", active, 5));
      // heard last of all, since the bean takes what has no id as done
      publish(
          publisher,
          NovaNotification.unversioned("update", json("{}").asJsonObject()).messageSentAt(now));
      String other = UUID.randomUUID().toString();
      publish(
          publisher,
          NovaNotification.unversioned(
                  "update", json("{\"instance_id\": \"" + other + "\"}").asJsonObject())
              .messageSentAt(now));

      Eventually.assertThat(() -> assertThat(inventory.server(other)).isPresent());
      Eventually.assertThat(
          () ->
              assertThat(inventory.server(id).orElseThrow(AssertionError::new).get("state"))
                  .isEqualTo(json("\"deleted\"")));
    }
  }

  @Test
  void whatNovaTellsOnItsOwnExchangeIsHeardAsWell() throws Exception {
    JsonObject active = server("\"state\": \"active\"");
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      publisher.publish(
          "nova", "notifications.info", unversioned("create.end", active, 0), "application/json");
    }

    Eventually.assertThat(
        () ->
            assertThat(inventory.server(id).orElseThrow(AssertionError::new).get("state"))
                .isEqualTo(json("\"active\"")));
  }

  private JsonObject server(String properties) {
    return json("{\"instance_id\": \"%1$s\", \"uuid\": \"%1$s\", %2$s}".formatted(id, properties))
        .asJsonObject();
  }

  private String unversioned(String event, JsonObject payload, int second) {
    return NovaNotification.unversioned(event, payload).messageSentAt(now.plusSeconds(second));
  }

  private static void publish(RawPublisher publisher, String message) throws Exception {
    publisher.publish("notifications.info", message);
  }
}
