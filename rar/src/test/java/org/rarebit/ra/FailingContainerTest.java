package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.UnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.FailingEndpoints.Moment;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;

/**
 * Containers and beans' classes that fail with errors and where nobody expects it: each caller gets
 * an answer, nothing is lost, and the bean serves on with all its places.
 */
class FailingContainerTest {

  private final FailingEndpoints endpoints = new FailingEndpoints();
  private AdapterFixture fixture;
  private RpcActivationSpec spec;
  private RpcConnection connection;
  private RpcClient client;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    spec = fixture.spec("node1");
    spec.setMaxConcurrency(1); // a place that is not given back is missed at once
    connection = fixture.connect();
    client =
        connection
            .client(Target.topic("calculator"))
            .with(CallOptions.timeout(Duration.ofSeconds(20)));
  }

  @AfterEach
  void stop() {
    connection.close();
    fixture.adapter().endpointDeactivation(endpoints, spec);
    fixture.close();
  }

  private ActivationMXBean serve() throws Exception {
    fixture.container().associate(spec);
    fixture.adapter().endpointActivation(endpoints, spec);
    fixture.awaitConsumers("calculator", 1);
    return Beans.activation(FailingEndpoints.Bean.class);
  }

  private void assertServes() throws Exception {
    assertThat(client.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);
    assertThat(endpoints.ended)
        .as("beforeDelivery and afterDelivery")
        .hasValue(endpoints.begun.get());
    Beans.eventually(() -> fixture.broker().unackedCount("calculator") == 0);
    Beans.eventually(() -> Beans.activation(FailingEndpoints.Bean.class).getInFlight() == 0);
  }

  private static void fail() {
    throw new NoClassDefFoundError("com/example/Missing");
  }

  @ParameterizedTest
  @EnumSource(
      value = Moment.class,
      names = {"CREATE", "BEFORE"})
  void whatTheContainerDoesNotBeginAtFirstIsServedAfterAll(Moment moment) throws Exception {
    endpoints.failing(moment, 2, FailingContainerTest::fail);
    serve();

    assertServes();
  }

  @ParameterizedTest
  @EnumSource(
      value = Moment.class,
      names = {"CREATE", "BEFORE"})
  void whatItNeverBeginsIsTheCallersFailureInTheEnd(Moment moment) throws Exception {
    endpoints.failing(moment, 7, FailingContainerTest::fail); // as often as it is tried
    ActivationMXBean shown = serve();

    assertThatThrownBy(() -> client.request("add").arg("a", 1).arg("b", 2).call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("com/example/Missing");

    assertThat(shown.getLastError()).contains("com/example/Missing");
    assertServes();
  }

  @Test
  void anErrorAfterTheMethodIsTheCallersFailure() throws Exception {
    endpoints.failing(Moment.AFTER, 1, FailingContainerTest::fail);
    serve();

    assertThatThrownBy(() -> client.request("add").arg("a", 1).arg("b", 2).call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("com/example/Missing");

    assertServes();
  }

  @Test
  void anEndpointThatCannotBeGivenBackDoesNotSpoilTheAnswer() throws Exception {
    endpoints.failing(Moment.RELEASE, 1, FailingContainerTest::fail);
    serve();

    assertServes();
    assertServes();
    // the caller may have its answer before, and one endpoint may have served both
    Beans.eventually(() -> endpoints.released.get() >= 1);
  }

  @Test
  void anErrorOfAnArgumentsClassIsTheCallersFailure() throws Exception {
    serve();

    assertThatThrownBy(
            () -> client.request("length").arg("span", Map.of("from", 2, "to", 1)).call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("from is beyond to");

    assertServes();
  }

  @Test
  void anErrorOfAResultsClassIsTheCallersFailure() throws Exception {
    serve();

    assertThatThrownBy(() -> client.request("broken").call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("com/example/Name");

    assertServes();
  }

  @Test
  void aNotificationWhoseBeanCannotBeMadeAtFirstIsHeardAfterAll() throws Exception {
    AtomicInteger failures = new AtomicInteger(2);
    EarBean.Desk desk = new EarBean.Desk();
    fixture
        .container()
        .activate(
            new NotificationActivationSpec(),
            fixture
                .container()
                .endpoints(
                    EarBean.class,
                    () -> {
                      if (failures.getAndDecrement() > 0) {
                        fail();
                      }
                      return new EarBean(desk);
                    }));
    fixture.awaitConsumers("notifications.sample", 1);

    connection.notifier("test").info("paid", null);

    assertThat(desk.next().eventType()).isEqualTo("paid");
  }

  @Test
  void whatFindsNoBeanWhileAnOperatorPausesGoesBackToTheBroker() throws Exception {
    endpoints.failing(
        Moment.CREATE,
        1,
        () -> {
          Beans.activation(FailingEndpoints.Bean.class).pause();
          throw new UnavailableException("none now");
        });
    ActivationMXBean shown = serve();

    CompletableFuture<?> call =
        client.request("add").arg("a", 1).arg("b", 2).callAsync().toCompletableFuture();

    assertThat(
            fixture
                .broker()
                .await(
                    AdapterFixture.PATIENCE,
                    b -> b.messageCount("calculator") == 1 && b.unackedCount("calculator") == 0))
        .isTrue();
    assertThat(shown.getWaiting()).isZero();
    shown.resume();
    assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(3L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mute", "muteLater"})
  void anExceptionWhoseOwnTextCannotBeHadIsAnAnswerByItsName(String method) throws Exception {
    ActivationMXBean shown = serve();

    assertThatThrownBy(() -> client.request(method).call())
        .isInstanceOfSatisfying(
            RemoteErrorException.class, e -> assertThat(e.remoteClass()).isEqualTo("Mute"))
        .hasMessageContaining("whose own text cannot be had");

    assertThat(shown.getLastError()).contains("Mute");
    assertServes();
  }

  @Test
  void aStageThatCannotBeWatchedIsTheCallersFailure() throws Exception {
    serve();

    assertThatThrownBy(() -> client.request("unwatchable").call())
        .isInstanceOf(RemoteErrorException.class)
        .hasMessageContaining("no watching");

    assertServes();
  }
}
