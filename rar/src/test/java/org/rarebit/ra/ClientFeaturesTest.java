package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.CurrentRequest;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContext;
import org.rarebit.api.Target;
import org.rarebit.api.TypeRef;
import org.rarebit.api.VersionCapException;

class ClientFeaturesTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final int MANY = 10_000;

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.serve();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void tenThousandCallsInFlightGetTheirOwnAnswersInAnyOrder() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      List<CompletableFuture<Long>> answers = new ArrayList<>();
      for (long i = 0; i < MANY; i++) {
        answers.add(calculator.later(i).toCompletableFuture());
      }
      List<CalculatorBean.Promise> promises = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        promises.add(fixture.desk().promises.poll(30, TimeUnit.SECONDS));
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);

      Collections.shuffle(promises, new Random(42));
      promises.forEach(promise -> promise.result().complete(promise.value() * 2));

      for (int i = 0; i < MANY; i++) {
        assertThat(answers.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(2L * i);
      }
    }
  }

  @Test
  void aTimeoutOfMonthsIsSentAsTheLongestExpirationThatRabbitMqTakes() throws Exception {
    try (RpcConnection connection = fixture.connect();
        Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("slow", false, true, true, Map.of());
      channel.queueBind("slow", "openstack", "slow");

      var unused =
          connection
              .client(Target.topic("slow"))
              .request("wait")
              .timeout(Duration.ofDays(60))
              .callAsync();

      List<String> expirations = new ArrayList<>();
      Beans.eventually(
          () -> {
            try {
              GetResponse request = channel.basicGet("slow", true);
              return request != null && expirations.add(request.getProps().getExpiration());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      assertThat(expirations).containsExactly("4294967295");
    }
  }

  @Test
  void asynchronousAnswersBelongToTheirCalls() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(CALCULATOR);
      List<CompletableFuture<Long>> answers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        answers.add(
            client
                .request("add")
                .arg("a", i)
                .arg("b", 1_000_000)
                .callAsync(Long.class)
                .toCompletableFuture());
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(1_000_000L + i);
      }
    }
  }

  @Test
  void aStageCompletesOnTheContainersThreads() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      CompletableFuture<String> thread = new CompletableFuture<>();
      var unused =
          connection
              .client(CALCULATOR)
              .request("block")
              .callAsync()
              .whenComplete((result, failure) -> thread.complete(Thread.currentThread().getName()));
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      fixture.desk().mayLeave.countDown();

      assertThat(thread.get(30, TimeUnit.SECONDS)).doesNotContain("rarebit").contains("work");
    }
  }

  @Test
  void aStageEndsAtItsDeadlineAndWhenNobodyServes() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      var late =
          connection
              .client(CALCULATOR)
              .request("block")
              .timeout(Duration.ofMillis(200))
              .callAsync()
              .toCompletableFuture();
      var nobody =
          connection.client(Target.topic("nobody")).request("x").callAsync().toCompletableFuture();

      assertThatThrownBy(() -> nobody.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(MessageUndeliverableException.class);
      assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(MessagingTimeoutException.class);
    }
  }

  @Test
  void aDeclaredErrorIsMadeFromItsNameAndNoOther() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      assertThatThrownBy(() -> calculator.refuse("not today"))
          .isInstanceOf(RefusedException.class)
          .hasMessage("not today")
          .hasCauseInstanceOf(RemoteErrorException.class);

      RpcClient untyped = connection.client(CALCULATOR);
      assertThatThrownBy(() -> untyped.request("refuse").arg("why", "x").call())
          .isInstanceOfSatisfying(
              RemoteErrorException.class,
              failure -> {
                assertThat(failure.remoteClass()).isEqualTo("Refused");
                assertThat(failure.remoteModule()).isEqualTo("calculator.exception");
              });
    }
  }

  @Test
  void aCapLetsOnlyCompatibleVersionsPass() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      CallOptions cap = CallOptions.none().withVersionCap("1.1");
      RpcClient capped = connection.client(CALCULATOR).with(cap);
      assertThat(capped.canSendVersion("1.0")).isTrue();
      assertThat(capped.canSendVersion("1.2")).isFalse();
      assertThat(
              connection
                  .client(CALCULATOR.version("1.1"))
                  .with(cap)
                  .request("add")
                  .arg("a", 1)
                  .arg("b", 1)
                  .call())
          .isEqualTo(2L);
      assertThatThrownBy(
              () -> connection.client(CALCULATOR.version("1.2")).with(cap).request("add").call())
          .isInstanceOf(VersionCapException.class);
      assertThatThrownBy(() -> capped.request("log").cast())
          .as("a request without a version fails any cap")
          .isInstanceOf(VersionCapException.class);
    }
  }

  @Test
  void aNestedCallWaitsNoLongerThanItsCallersCaller() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcContext before = CurrentRequest.set(new Served(Duration.ofMillis(300)));
      try {
        assertThatThrownBy(() -> connection.client(CALCULATOR).request("block").call())
            .isInstanceOf(MessagingTimeoutException.class)
            .hasMessageContaining("within 0.3 s");
      } finally {
        CurrentRequest.set(before);
      }
    }
  }

  @Test
  void genericTypesAreRead() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client =
          connection
              .client(CALCULATOR)
              .with(
                  CallOptions.none()
                      .withContext(RequestContext.of(Map.of("user_id", List.of(1, 2)))));
      List<Integer> ids = client.request("who_calls").call(new TypeRef<List<Integer>>() {});
      assertThat(ids).containsExactly(1, 2);
    }
  }

  @Test
  void objectsMethodsBehaveOnAProxy() throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      Calculator one = connection.proxy(Calculator.class, CALCULATOR);
      Calculator other = connection.proxy(Calculator.class, CALCULATOR);
      assertThat(List.of(one, other).indexOf(other)).isEqualTo(1);
      assertThat(Set.of(one)).contains(one);
      assertThat(one.toString()).contains("Calculator", "calculator");
    }
  }
}
