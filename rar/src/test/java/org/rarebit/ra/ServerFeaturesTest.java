package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.spi.InvalidPropertyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcRequest;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;

class ServerFeaturesTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void serve(RpcActivationSpec spec) throws Exception {
    fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);
  }

  @Test
  void aStageIsAnsweredWhenItCompletesAndHoldsNoThreadUntilThen() throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setMaxConcurrency(1);
    serve(spec);

    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      CompletableFuture<Long> later = calculator.later(1).toCompletableFuture();
      CalculatorBean.Promise promise = fixture.desk().promises.poll(30, TimeUnit.SECONDS);
      assertThat(calculator.add(1, 1)).as("the only dispatcher is free").isEqualTo(2);
      assertThat(later).isNotDone();

      promise.result().complete(42L);

      assertThat(later.get(30, TimeUnit.SECONDS)).isEqualTo(42L);
    }
  }

  @Test
  void aStageThatFailsIsTheCallersFailure() throws Exception {
    serve(fixture.spec("node1"));

    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      CompletableFuture<Long> later = calculator.later(1).toCompletableFuture();
      fixture
          .desk()
          .promises
          .poll(30, TimeUnit.SECONDS)
          .result()
          .completeExceptionally(new IllegalArgumentException("no"));

      assertThatThrownBy(() -> later.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("IllegalArgumentException: no");
    }
  }

  @Test
  void aDuplicateIsAcknowledgedAndNotRun() throws Exception {
    serve(fixture.spec("node1"));
    byte[] body =
        "{\"method\": \"log\", \"args\": {\"line\": \"once\"}, \"_unique_id\": \"a1\"}"
            .getBytes(StandardCharsets.UTF_8);
    AMQP.BasicProperties json =
        new AMQP.BasicProperties.Builder().contentType("application/json").build();

    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        RpcConnection connection = fixture.connect()) {
      channel.basicPublish("", "calculator", json, body);
      channel.basicPublish("", "calculator", json, body);
      connection.client(CALCULATOR).request("log").arg("line", "last").cast();

      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isIn("once", "last");
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isIn("once", "last");
      assertThat(
              fixture
                  .broker()
                  .await(AdapterFixture.PATIENCE, b -> b.unackedCount("calculator") == 0))
          .isTrue();
      assertThat(fixture.desk().heard).isEmpty();
    }
  }

  /** With security inflow it waits in the adapter, without on its way there. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExpiredRequestIsNotDispatched(boolean inflow) throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setMaxConcurrency(1);
    spec.setSecurityInflow(inflow);
    AdapterFixture.Serving serving = fixture.activate(spec, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      var blocking = client.request("block").callAsync().toCompletableFuture();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      var expired =
          client
              .request("greet")
              .timeout(Duration.ofMillis(100))
              .arg("name", "too late")
              .callAsync()
              .toCompletableFuture();
      assertThatThrownBy(() -> expired.get(30, TimeUnit.SECONDS))
          .hasMessageContaining("within 0.1 s");

      fixture.desk().mayLeave.countDown();

      blocking.get(30, TimeUnit.SECONDS);
      assertThat(client.request("add").arg("a", 1).arg("b", 1).call()).isEqualTo(2L);
      assertThat(serving.endpoints().deliveries())
          .extracting(delivery -> delivery.method().getName())
          .containsExactly("block", "add");
    }
  }

  @Test
  void aRequestThatExpiresWhileNoBeanIsFreeIsNotDispatched() throws Exception {
    AdapterFixture.Serving serving =
        fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator", 1);

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThat(client.request("add").arg("a", 1).arg("b", 1).call())
          .isEqualTo(2L); // else it takes longer
      Beans.eventually(() -> serving.endpoints().open() == 0); // so that it needs a new one
      serving.endpoints().unavailableNext(3); // for 300 ms
      assertThatThrownBy(
              () ->
                  client
                      .request("greet")
                      .timeout(Duration.ofMillis(100))
                      .arg("name", "too late")
                      .call())
          .hasMessageContaining("within 0.1 s");

      assertThat(client.request("add").arg("a", 1).arg("b", 1).call()).isEqualTo(2L);
      ActivationMXBean shown = Beans.activation(CalculatorBean.class);
      Beans.eventually(() -> shown.getExpired() == 1);
      assertThat(serving.endpoints().deliveries())
          .extracting(delivery -> delivery.method().getName())
          .containsExactly("add", "add");
    }
  }

  @Test
  void afterCommitAFailureOfTheSystemsIsDeliveredOnceMore() throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setAcknowledgement("AFTER_COMMIT");
    serve(spec);

    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      calculator.failOnce();
      assertThat(fixture.desk().attempts).hasValue(2);
      assertThatThrownBy(() -> calculator.fail("always"))
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("always");
    }
  }

  @Test
  void beforeDispatchAFailureIsTheCallersAtOnce() throws Exception {
    serve(fixture.spec("node1"));

    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      assertThatThrownBy(calculator::failOnce).isInstanceOf(RemoteErrorException.class);
      assertThat(fixture.desk().attempts).hasValue(1);
    }
  }

  @Test
  void aMonitoredCallAndOneThatJoinsItOutliveTheirMonitorTimeoutWhileTheServerWorks()
      throws Exception {
    serve(fixture.spec("node1"));

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client =
          connection
              .client(CALCULATOR)
              .with(CallOptions.none().withCallMonitor(Duration.ofSeconds(3)));
      RpcRequest block = client.request("block").uniqueId("order 7");
      CompletableFuture<Object> blocking = block.callAsync();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Object> joining = block.callAsync();
      assertThatThrownBy(() -> CompletableFuture.anyOf(blocking, joining).get(4, TimeUnit.SECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      fixture.desk().mayLeave.countDown();
      assertThat(blocking.get(30, TimeUnit.SECONDS)).isNull();
      assertThat(joining.get(30, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void aMonitoredCallFailsWhenTheServerIsSilent() throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel();
        RpcConnection connection = fixture.connect()) {
      channel.exchangeDeclare("openstack", "topic");
      channel.queueDeclare("silent", false, false, false, null);
      channel.queueBind("silent", "openstack", "silent");
      RpcClient client =
          connection
              .client(Target.topic("silent"))
              .with(CallOptions.none().withCallMonitor(Duration.ofSeconds(2)));
      assertThatThrownBy(() -> client.request("anything").call())
          .hasMessageContaining("no sign of life for 2 s");
    }
  }

  @Test
  void aPingIsAnsweredIfThePropertySaysSo() throws Exception {
    serve(fixture.spec("node1"));
    RpcActivationSpec pingable = fixture.spec("node2");
    pingable.setPingEnabled(true);
    fixture.activate(pingable, EndpointStyle.STANDARD);
    fixture.awaitConsumers("calculator.node2", 1);

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThat(client.request("oslo_rpc_server_ping").server("node2").arg("x", 1).call())
          .isEqualTo("pong");
      assertThatThrownBy(() -> client.request("oslo_rpc_server_ping").server("node1").call())
          .hasMessageContaining("NoSuchMethod");
    }
  }

  @Test
  void theAccessPolicyDecidesWhatCanBeCalled() throws Exception {
    for (String policy : new String[] {"DEFAULT", "LEGACY", "EXPLICIT"}) {
      RpcActivationSpec spec = fixture.spec(policy);
      spec.setAccessPolicy(policy);
      fixture.activate(spec, EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator." + policy, 1);
    }

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      assertThatThrownBy(() -> client.request("_hidden").server("DEFAULT").call())
          .hasMessageContaining("NoSuchMethod");
      client.request("_hidden").server("LEGACY").call();
      assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("hidden");
      assertThatThrownBy(
              () -> client.request("add").server("EXPLICIT").arg("a", 1).arg("b", 1).call())
          .hasMessageContaining("NoSuchMethod");
      client.request("who_calls").server("EXPLICIT").call();
    }
  }

  @Test
  void theCurrentRequestIsAtHandAndEndsWithTheMethod() throws Exception {
    serve(fixture.spec("node1"));

    try (RpcConnection connection = fixture.connect()) {
      RpcClient client =
          connection.client(CALCULATOR).with(CallOptions.timeout(Duration.ofSeconds(7)));
      long patience = client.request("patience").call(Long.class);
      assertThat(patience).isBetween(1L, 7000L);
    }
  }

  @Test
  void wrongPropertiesAreAllNamed() {
    RpcActivationSpec spec = new RpcActivationSpec();
    spec.setMaxConcurrency(0);
    spec.setPrefetch(-1);
    spec.setAcknowledgement("SOMETIMES");
    spec.setAccessPolicy("NONE");
    spec.setConnectionURL("http://example");

    assertThatThrownBy(() -> fixture.activate(spec, EndpointStyle.STANDARD))
        .isInstanceOfSatisfying(
            InvalidPropertyException.class,
            failure -> {
              assertThat(failure)
                  .hasMessageContaining("\"topic\" is missing")
                  .hasMessageContaining("maxConcurrency must be between 1 and 1000, but is 0.")
                  .hasMessageContaining("prefetch must be between 1 and 65535, but is -1.")
                  .hasMessageContaining("acknowledgement must be ")
                  .hasMessageContaining("accessPolicy must be ")
                  .hasMessageContaining("http");
              assertThat(failure.getInvalidPropertyDescriptors()).hasSize(6);
            });
    fixture.container().takeViolations();
  }
}
