package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rarebit.systemtest.support.JsonText.json;

import com.rabbitmq.client.GetResponse;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.InventoryClient;
import org.rarebit.systemtest.support.PythonPeer;
import org.rarebit.systemtest.support.RawPublisher;

/**
 * The part of the core set that hears: a bean of each kind, which Python tells something, and which
 * tells on what it heard in its own transaction.
 */
interface HearingSet {

  /** Tells the beans. */
  PythonPeer notifier();

  /** The example's page on the server. */
  URI page();

  /** What was rolled back was not told; what the bean does not handle comes again. */
  @ParameterizedTest
  @CsvSource({"plain, 1", "fail, 1", "refuse, 2", "lost, 1", "rollback, 1", "requeue, 2"})
  default void whatABeanTellsLeavesWithItsCommit(String event, int told) throws Exception {
    awaitListener("systemtest_hearing");

    tell("systemtest_hearing", "info", event, "null");

    assertThat(heard("systemtest_" + event + ".info", told))
        .allSatisfy(text -> assertThat(text).contains("\\\"event_type\\\":\\\"" + event + "\\\""));
    assertThat(waiting("systemtest_hearing.info")).isZero();
  }

  /** A batch that rolls back comes again as a whole, and tells once. */
  @Test
  default void aBatchIsOneTransaction() throws Exception {
    awaitListener("systemtest_meters");

    for (String event : List.of("one", "two", "rollback", "four", "five")) {
      tell("systemtest_meters", "sample", event, "null");
    }

    assertThat(heard("systemtest_metered.info", 5))
        .allSatisfy(text -> assertThat(text).contains("\\\"payload\\\":5"))
        .anySatisfy(text -> assertThat(text).contains("rollback"));
    assertThat(waiting("systemtest_meters.sample")).isZero();
  }

  @Test
  default void anAnnotatedMethodHearsWhatItIsFor() throws Exception {
    awaitListener("systemtest_assets");

    tell("systemtest_assets", "info", "asset.created", "{\"id\": 7, \"name\": \"ü\"}");
    tell("systemtest_assets", "error", "asset.deleted", "{\"id\": 8, \"name\": \"x\"}");
    tell("systemtest_assets", "info", "other", "{}");

    assertThat(heard("systemtest_told.info", 2))
        .anySatisfy(text -> assertThat(text).contains("created.7.u1"))
        .anySatisfy(text -> assertThat(text).contains("failed.8"));
  }

  @Test
  default void poisonIsDeadAfterItsRedeliveriesAndItsTransactionsToldNothing() throws Exception {
    awaitListener("systemtest_assets");

    tell("systemtest_assets", "info", "asset.poison", "{}");
    tell("systemtest_assets", "info", "asset.created", "{\"id\": \"x\"}");

    Eventually.assertThat(() -> assertThat(waiting("systemtest_dead")).isEqualTo(2));
    Map<String, String> reasons = new HashMap<>();
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      for (int i = 0; i < 2; i++) {
        GetResponse dead = channel.takeWhole("systemtest_dead");
        reasons.put(
            String.valueOf(dead.getProps().getHeaders().get("x-rarebit-reason")),
            String.valueOf(dead.getProps().getHeaders().get("x-rarebit-message")));
      }
    }
    assertThat(reasons).containsOnlyKeys("REDELIVERY_LIMIT", "MALFORMED");
    assertThat(reasons.get("REDELIVERY_LIMIT")).isEqualTo("it is poison");
    assertThat(waiting("systemtest_assets.info")).isZero();
  }

  /** A bean, the server's database, and server-sent events. */
  @Test
  default void thePageShowsLiveWhatIsToldOfServers() throws Exception {
    String id = UUID.randomUUID().toString();

    JsonObject seen =
        new InventoryClient(page())
            .watch(
                () ->
                    tell(
                        "notifications",
                        "info",
                        "compute.instance.create.end",
                        "{\"instance_id\": \"%s\", \"state\": \"active\"}".formatted(id)),
                told -> told.toString().contains(id));

    assertThat(InventoryClient.serversOf(seen))
        .filteredOn(server -> server.getString("id").equals(id))
        .singleElement()
        .satisfies(server -> assertThat(server.getString("state")).isEqualTo("active"));
  }

  private void tell(String topic, String priority, String event, String payload) {
    JsonObject sent =
        notifier()
            .ask(
                Json.createObjectBuilder()
                    .add("topic", topic)
                    .add("priority", priority)
                    .add("publisher_id", "core")
                    .add("event_type", event)
                    .add("context", json("{\"user_id\": \"u1\"}"))
                    .add("payload", json(payload)));
    assertThat(sent).isEqualTo(json("{\"sent\": true}"));
  }

  private static void awaitListener(String topic) throws Exception {
    Eventually.assertThat(
        () -> assertThat(look(channel -> channel.consumers(topic + ".sample"))).isPositive());
  }

  /** Takes what beans have told once all of it is there. */
  private static List<String> heard(String queue, int count) throws Exception {
    Eventually.assertThat(() -> assertThat(waiting(queue)).isEqualTo(count));
    List<String> heard = new ArrayList<>();
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      for (int i = 0; i < count; i++) {
        heard.add(channel.take(queue));
      }
    }
    return heard;
  }

  private static long waiting(String queue) throws Exception {
    return look(channel -> channel.waiting(queue));
  }

  /** A look at a queue. */
  interface Look {
    long at(RawPublisher channel) throws IOException;
  }

  private static long look(Look look) throws Exception {
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      return look.at(channel);
    } catch (IOException e) {
      throw new AssertionError("There is no such queue yet.", e);
    }
  }
}
