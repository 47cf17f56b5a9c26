package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.spi.InvalidPropertyException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcConnection;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/** What can never be served is refused or set aside, and costs nobody else anything. */
class UnservableTest {

  private static final AMQP.BasicProperties PLAIN =
      new AMQP.BasicProperties.Builder().contentType("application/json").build();

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void aServerWhoseQueuesTheBrokerCannotHaveIsNotDeployed() {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setTopic("t".repeat(250)); // as a queue's it would do, as its fanout exchange's not

    assertThatThrownBy(() -> fixture.activate(spec, EndpointStyle.STANDARD))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("255 bytes");
  }

  @Test
  void unreadableOnesWithHeadersThatFillAFrameStopNoListener() throws Exception {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setPriorities("info");
    spec.setPrefetch(4);
    spec.setDeadLetterQueue("dead");
    Hearing hearing = Hearing.start(fixture, spec, any -> NotificationResult.HANDLED);
    fixture.awaitConsumers("notifications.info", 1);

    publish("not json", 8);
    try (RpcConnection connection = fixture.connect()) {
      connection.notifier("test").info("readable", Map.of());
    }

    Beans.eventually(() -> hearing.desk().calls.get() == 1);
    Beans.eventually(() -> fixture.broker().messageCount("dead") == 8);
    Beans.eventually(() -> fixture.broker().unackedCount("notifications.info") == 0);
  }

  @Test
  void aPoisonedOneWithHeadersThatFillAFrameIsDeadAtOnce() throws Exception {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setPriorities("info");
    spec.setOnException("REJECT");
    spec.setDeadLetterQueue("dead");
    Hearing hearing =
        Hearing.start(
            fixture,
            spec,
            any -> {
              throw new IllegalStateException("the bean does not want it: " + "x".repeat(900));
            });
    fixture.awaitConsumers("notifications.info", 1);
    String inner =
        "{\"event_type\":\"e\",\"publisher_id\":\"p\",\"priority\":\"INFO\",\"message_id\":\"1\","
            + "\"timestamp\":\"2024-01-01 00:00:00\",\"payload\":{},\"_unique_id\":\"1\"}";

    publish(
        "{\"oslo.version\":\"2.0\",\"oslo.message\":\"" + inner.replace("\"", "\\\"") + "\"}", 1);

    Beans.eventually(() -> fixture.broker().messageCount("dead") == 1);
    Beans.eventually(() -> fixture.broker().unackedCount("notifications.info") == 0);
    assertThat(hearing.desk().calls).hasValue(1);
  }

  private void publish(String body, int count) throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      for (int i = 0; i < count; i++) {
        channel.basicPublish(
            "openstack",
            "notifications.info",
            PLAIN.builder().headers(Map.of("pad", "x".repeat(130_800))).build(),
            body.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
