package org.rarebit.systemtest.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.RawPublisher;

/** A transacted bean hears notifications and sends its own. */
@ExtendWith(ArquillianExtension.class)
class NotificationsIT {

  @Deployment(testable = false)
  static EnterpriseArchive ear() {
    Broker.shared().useForDeployments();
    return Archives.exampleEarWithBeans("hearing");
  }

  /** What was rolled back was not told; what the bean does not handle comes again. */
  @ParameterizedTest
  @CsvSource({"plain, 1", "fail, 1", "refuse, 2", "rollback, 1", "requeue, 2"})
  void whatABeanTellsLeavesWithItsCommit(String event, long told) throws Exception {
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      // there once the bean listens; until then, nobody would get it
      Eventually.assertThat(() -> assertThat(waiting("systemtest_hearing.sample")).isZero());

      publisher.publish(
          "systemtest_hearing.info", "{\"priority\": \"INFO\", \"event_type\": \"" + event + "\"}");
    }

    Eventually.assertThat(
        () -> assertThat(waiting("systemtest_" + event + ".info")).isEqualTo(told));
    assertThat(waiting("systemtest_hearing.info")).isZero();
  }

  /** A batch that rolls back comes again, and tells once. */
  @Test
  void aBatchIsOneTransaction() throws Exception {
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      Eventually.assertThat(() -> assertThat(waiting("systemtest_meters.sample")).isZero());

      for (String event : List.of("one", "two", "rollback", "four", "five")) {
        publisher.publish("systemtest_meters.sample", notification("SAMPLE", event, "null"));
      }
    }

    Eventually.assertThat(() -> assertThat(waiting("systemtest_metered.info")).isEqualTo(5));
    List<String> heard = new ArrayList<>();
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      for (int i = 0; i < 5; i++) {
        heard.add(channel.take("systemtest_metered.info"));
      }
    }
    assertThat(heard).anySatisfy(text -> assertThat(text).contains("rollback"));
    assertThat(waiting("systemtest_meters.sample")).isZero();
  }

  @Test
  void anAnnotatedMethodHearsWhatItIsFor() throws Exception {
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      Eventually.assertThat(() -> assertThat(waiting("systemtest_assets.sample")).isZero());

      publisher.publish(
          "systemtest_assets.info",
          notification("INFO", "asset.created", "{\"id\": 7, \"name\": \"ü\"}"));
      publisher.publish(
          "systemtest_assets.error",
          notification("ERROR", "asset.deleted", "{\"id\": 8, \"name\": \"x\"}"));
      publisher.publish("systemtest_assets.info", notification("INFO", "other", "{}"));

      Eventually.assertThat(() -> assertThat(waiting("systemtest_told.info")).isEqualTo(2));
      assertThat(
              List.of(
                  publisher.take("systemtest_told.info"), publisher.take("systemtest_told.info")))
          .anySatisfy(text -> assertThat(text).contains("created.7.u1"))
          .anySatisfy(text -> assertThat(text).contains("failed.8"));
    }
  }

  @Test
  void poisonIsDeadAfterItsRedeliveriesAndItsTransactionsToldNothing() throws Exception {
    try (RawPublisher publisher = new RawPublisher(Broker.shared().url())) {
      Eventually.assertThat(() -> assertThat(waiting("systemtest_assets.sample")).isZero());

      publisher.publish("systemtest_assets.info", notification("INFO", "asset.poison", "{}"));
      publisher.publish(
          "systemtest_assets.info", notification("INFO", "asset.created", "{\"id\": \"x\"}"));

      Eventually.assertThat(() -> assertThat(waiting("systemtest_dead")).isEqualTo(2));
      Map<String, String> reasons = new HashMap<>();
      for (int i = 0; i < 2; i++) {
        GetResponse dead = publisher.takeWhole("systemtest_dead");
        reasons.put(
            String.valueOf(dead.getProps().getHeaders().get("x-rarebit-reason")),
            String.valueOf(dead.getProps().getHeaders().get("x-rarebit-message")));
      }
      assertThat(reasons).containsOnlyKeys("REDELIVERY_LIMIT", "MALFORMED");
      assertThat(reasons.get("REDELIVERY_LIMIT")).isEqualTo("it is poison");
      assertThat(waiting("systemtest_assets.info")).isZero();
    }
  }

  private static String notification(String priority, String event, String payload) {
    return "{\"priority\": \"%s\", \"event_type\": \"%s\", \"payload\": %s, \"_context_user_id\": \"u1\", \"message_id\": \"%s\"}"
        .formatted(priority, event, payload, UUID.randomUUID());
  }

  private static long waiting(String queue) throws Exception {
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      return channel.waiting(queue);
    } catch (IOException e) {
      throw new AssertionError("There is no queue " + queue, e);
    }
  }
}
