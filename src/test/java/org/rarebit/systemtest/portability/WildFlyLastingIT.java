package org.rarebit.systemtest.portability;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.PythonPeer;
import org.rarebit.systemtest.support.RawPublisher;

/** What lasts, on WildFly. */
@EnabledIfSystemProperty(
    named = "rarebit.wildfly.home",
    matches = ".+",
    disabledReason = "run Maven with -Pwildfly,lasting")
class WildFlyLastingIT extends LastingSet {

  private static final String TOPIC = "systemtest_lasting"; // also the name of its queue

  WildFlyLastingIT() {
    super(KnownServer.WILDFLY);
  }

  @Test
  @Order(1) // before beans are deployed that cannot be activated: with them WildFly does not resume
  void whileTheServerIsSuspendedRequestsWaitOnTheBrokerAndAreServedAfterwards() throws Exception {
    try (RawPublisher broker = new RawPublisher(Broker.shared().url());
        PythonPeer python = PythonPeer.client(Broker.shared().url())) {
      administration().suspend();
      Eventually.assertThat(() -> assertThat(broker.consumers(TOPIC)).isZero());
      python.tell(onePlusTwo());
      Eventually.assertThat(() -> assertThat(broker.waiting(TOPIC)).isEqualTo(1));

      administration().resume();

      JsonObject answer = python.next();
      assertThat(answer.get("result")).as(answer.toString()).isEqualTo(Json.createValue(3));
    }
  }

  private static JsonObjectBuilder onePlusTwo() {
    return Json.createObjectBuilder()
        .add("kind", "call")
        .add("timeout", 120)
        .add("target", Json.createObjectBuilder().add("topic", TOPIC))
        .add("method", "add")
        .add("args", Json.createObjectBuilder().add("a", 1).add("b", 2));
  }
}
