package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

/**
 * Replies reach their callers, through whatever link there is, and without holding a dispatcher.
 */
class ReplyDeliveryTest {

  private static final AMQP.BasicProperties JSON =
      new AMQP.BasicProperties.Builder().contentType("application/json").build();

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setMaxConcurrency(1);
    fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static byte[] call(String method, String args, String replyQueue) {
    return ("{\"method\": \""
            + method
            + "\", \"args\": "
            + args
            + ", \"version\": \"1.0\", \"_msg_id\": \"m1\", \"_reply_q\": \""
            + replyQueue
            + "\", \"_timeout\": null, \"_unique_id\": \"u1\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aReplyWhoseQueueIsMissingIsTriedAgainAndHoldsNoDispatcher() throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        RpcConnection connection = fixture.connect()) {
      channel.basicPublish("", "calculator", JSON, call("add", "{\"a\": 20, \"b\": 22}", "late"));
      // the only dispatcher serves the next call while the reply has nowhere to go
      assertThat(
              connection
                  .client(Target.topic("calculator"))
                  .request("add")
                  .arg("a", 1)
                  .arg("b", 1)
                  .call())
          .isEqualTo(2L);

      channel.queueDeclare("late", false, false, false, null);

      assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> b.messageCount("late") == 1))
          .isTrue();
      GetResponse reply = channel.basicGet("late", true);
      assertThat(new String(reply.getBody(), StandardCharsets.UTF_8)).contains("42", "m1");
    }
  }

  @Test
  void aReplyLeavesThroughTheNewLinkAfterAReconnect() throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("answers", true, false, false, null);
      channel.basicPublish("", "calculator", JSON, call("block", "{}", "answers"));
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
    }
    fixture.broker().stop();
    fixture.broker().start();
    fixture.awaitConsumers("calculator", 1);

    fixture.desk().mayLeave.countDown();

    assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> b.messageCount("answers") == 1))
        .isTrue();
  }

  @Test
  void noMoreRequestsRunAtOnceThanTheSpecSays() throws Exception {
    RpcActivationSpec spec = fixture.spec("node2");
    spec.setMaxConcurrency(3);
    spec.setPrefetch(5);
    AdapterFixture.Serving serving = fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator.node2", 1);

    try (RpcConnection connection = fixture.connect()) {
      var client = connection.client(Target.topic("calculator").server("node2"));
      for (int i = 0; i < 20; i++) {
        client.request("block").cast();
      }
      assertThat(
              fixture
                  .broker()
                  .await(
                      AdapterFixture.PATIENCE,
                      b ->
                          b.unackedCount("calculator.node2") == 5
                              && b.messageCount("calculator.node2") == 12))
          .as("three run and are acknowledged, five wait here, the broker keeps the rest")
          .isTrue();
      assertThat(serving.endpoints().open()).isEqualTo(3);

      fixture.desk().mayLeave.countDown();

      assertThat(serving.endpoints().awaitDeliveries(20, AdapterFixture.PATIENCE)).hasSize(20);
      assertThat(serving.endpoints().mostOpen()).isEqualTo(3);
    }
  }

  @Test
  void aContainerWithoutFreeBeansOrWorksLosesNothing() throws Exception {
    AdapterFixture.Serving serving =
        fixture.activate(fixture.spec("node2"), EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator.node2", 1);
    serving.endpoints().unavailableNext(5);
    fixture.container().workManager().rejectNext(5);

    try (RpcConnection connection = fixture.connect()) {
      var client = connection.client(Target.topic("calculator").server("node2"));
      for (int i = 0; i < 10; i++) {
        client.request("log").arg("line", "line " + i).cast();
      }
      for (int i = 0; i < 10; i++) {
        assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).startsWith("line");
      }
      assertThat(fixture.desk().heard).isEmpty();
    }
  }
}
