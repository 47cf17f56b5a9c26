package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.container.EndpointStyle;

class RecoveryTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  @Test
  void deploymentSucceedsWithTheBrokerDownAndCallsWorkOnceItIsUp() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.startWithBrokerDown()) {
      fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
      assertThatThrownBy(fixture::connect)
          .isInstanceOf(NoConnectionException.class)
          .hasMessageContaining("No connection to 127.0.0.1:");

      fixture.broker().start();
      fixture.awaitConsumers("calculator", 1);

      try (RpcConnection connection = fixture.connect()) {
        assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
      }
    }
  }

  @Test
  void aLostLinkFailsTheWaitingCallAtOnceAndTheNextConnectionWorks() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      try (RpcConnection connection = fixture.connect()) {
        RpcClient client = connection.client(CALCULATOR);
        Thread caller =
            new Thread(
                () -> {
                  try {
                    client.request("block").call();
                  } catch (Exception e) {
                    failure.complete(e);
                  }
                });
        caller.start();
        assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();

        fixture.dropConnections();

        assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(ConnectionLostException.class);
      }
      fixture.desk().mayLeave.countDown();
      fixture.awaitConsumers("calculator", 1);
      try (RpcConnection connection = fixture.connect()) {
        assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
      }
    }
  }

  @Test
  void idleConnectionsAreEvictedWhenTheirLinkIsLost() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      fixture.connect().close();
      assertThat(fixture.pool().idle()).isEqualTo(1);

      fixture.dropConnections();
      fixture.awaitConsumers("calculator", 1);

      try (RpcConnection connection = fixture.connect()) {
        assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
      }
      Beans.eventually(() -> fixture.pool().destroyed() == 1);
      assertThat(fixture.pool().created()).isEqualTo(2);
    }
  }

  @Test
  void theServerComesBackAfterABrokerRestart() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      List<String> before = List.copyOf(fixture.broker().queueNames());

      fixture.broker().stopAndForget();
      fixture.broker().start();

      fixture.awaitConsumers("calculator", 1);
      fixture.awaitConsumers("calculator.node1", 1);
      assertThat(
              fixture
                  .broker()
                  .await(AdapterFixture.PATIENCE, b -> b.queueNames().containsAll(before)))
          .as("the same queues, the fanout queue included")
          .isTrue();
    }
  }

  @Test
  void serverQueuesThatAreDeletedAreDeclaredAgain() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      fixture.serve();

      channel.queueDelete("calculator");
      channel.queueDelete("calculator.node1");

      fixture.awaitConsumers("calculator", 1);
      fixture.awaitConsumers("calculator.node1", 1);
      try (RpcConnection connection = fixture.connect()) {
        assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
      }
    }
  }

  @Test
  void aReplyQueueThatIsDeletedFailsItsCallsAndIsReplaced() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      fixture.serve();
      try (RpcConnection connection = fixture.connect()) {
        Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
        calculator.add(1, 1);
        for (String queue : fixture.broker().queueNames()) {
          if (queue.startsWith("reply_")) {
            channel.queueDelete(queue);
          }
        }
        // the cancel notification is on its way: a call before it fails fast, a later one works
        assertThat(
                fixture
                    .broker()
                    .await(
                        AdapterFixture.PATIENCE,
                        b -> b.queueNames().stream().noneMatch(q -> q.startsWith("reply_"))))
            .isTrue();
        RpcClient client =
            connection.client(CALCULATOR).with(CallOptions.timeout(Duration.ofSeconds(2)));
        Object sum = null;
        for (int i = 0; i < 5 && sum == null; i++) {
          try {
            sum = client.request("add").arg("a", 1).arg("b", 1).call();
          } catch (org.rarebit.api.MessagingException e) {
            assertThat(e).hasMessageContaining("calculator");
          }
        }
        assertThat(sum).isEqualTo(2L);
      }
    }
  }

  @Test
  void malformedMessagesAreRejectedAndTheServerGoesOn() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      fixture.serve();
      AMQP.BasicProperties json =
          new AMQP.BasicProperties.Builder().contentType("application/json").build();
      for (String body :
          List.of(
              "not json",
              "[1, 2]",
              "42",
              "{\"oslo.version\": \"9.0\", \"oslo.message\": \"{}\"}",
              "{\"oslo.version\": \"2.0\", \"oslo.message\": 17}",
              "[".repeat(5000))) {
        channel.basicPublish("", "calculator", json, body.getBytes(StandardCharsets.UTF_8));
      }
      channel.basicPublish("", "calculator", null, "{}".getBytes(StandardCharsets.UTF_8));

      try (RpcConnection connection = fixture.connect()) {
        assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
      }
      assertThat(
              fixture
                  .broker()
                  .await(
                      AdapterFixture.PATIENCE,
                      b -> b.messageCount("calculator") == 0 && b.unackedCount("calculator") == 0))
          .isTrue();
    }
  }

  @Test
  void requestsThatWereNotBegunGoBackToTheBrokerAndTheRunningOneIsAnswered() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      var spec = fixture.spec("node1");
      spec.setMaxConcurrency(1);
      AdapterFixture.Serving serving = fixture.activate(spec, EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator", 1);
      try (RpcConnection connection = fixture.connect()) {
        RpcClient client = connection.client(CALCULATOR);
        CompletableFuture<Object> answered = new CompletableFuture<>();
        Thread caller =
            new Thread(
                () -> {
                  try {
                    client.request("block").call();
                    answered.complete("answered");
                  } catch (Exception e) {
                    answered.completeExceptionally(e);
                  }
                });
        caller.start();
        assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
        client.request("log").arg("line", "for the next deployment").cast();
        Thread undeploy = new Thread(() -> fixture.deactivate(serving));
        undeploy.start();
        fixture.awaitConsumers("calculator", 0);

        fixture.desk().mayLeave.countDown();
        undeploy.join();

        assertThat(answered.get(30, TimeUnit.SECONDS)).isEqualTo("answered");
        assertThat(
                fixture
                    .broker()
                    .await(AdapterFixture.PATIENCE, b -> b.messageCount("calculator") == 1))
            .isTrue();
        fixture.serve();
        assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS))
            .isEqualTo("for the next deployment");
      }
    }
  }
}
