package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.EndpointStyle;

/** Mistakes that resource adapters have made; docs/conformance.md has the list. */
class OtherAdaptersBugsTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  /** What a lost connection leaves of the request that runs: nothing, or all of it. */
  @ParameterizedTest
  @Tag("bug-B1")
  @CsvSource({"BEFORE_DISPATCH, 0", "AFTER_COMMIT, 1"})
  void aRequestIsAcknowledgedWhenTheDocumentationSays(String acknowledgement, int unacknowledged)
      throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      RpcActivationSpec spec = fixture.spec("node1");
      spec.setAcknowledgement(acknowledgement);
      fixture.activate(spec, EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator", 1);
      connection.client(CALCULATOR).request("block").cast();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(
              fixture
                  .broker()
                  .await(
                      AdapterFixture.PATIENCE,
                      b ->
                          b.unackedCount("calculator") == unacknowledged
                              && b.messageCount("calculator") == 0))
          .isTrue();

      fixture.desk().mayLeave.countDown();
      assertThat(
              fixture
                  .broker()
                  .await(AdapterFixture.PATIENCE, b -> b.unackedCount("calculator") == 0))
          .isTrue();
    }
  }

  @Test
  @Tag("bug-B3")
  void aBeanPoolThatIsUsedUpLosesNothing() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      AdapterFixture.Serving serving = fixture.serve();
      serving.endpoints().capacity(1);
      for (int i = 0; i < 100; i++) {
        connection.client(CALCULATOR).request("log").arg("line", "line " + i).cast();
      }

      serving.endpoints().awaitDeliveries(100, AdapterFixture.PATIENCE);
      assertThat(fixture.desk().heard).hasSize(100).doesNotHaveDuplicates();
      assertThat(serving.endpoints().mostOpen()).isEqualTo(1);
    }
  }

  @Test
  @Tag("bug-B4")
  void topicsAndPrioritiesAreFoundInWhateverOrderTheyAreNamed() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      NotificationActivationSpec spec = new NotificationActivationSpec();
      spec.setTopics("zeta, alpha,mu");
      spec.setPriorities("warn,error,audit");
      Hearing hearing = Hearing.start(fixture, spec);
      fixture.awaitConsumers("mu.audit", 1);

      for (String topic : List.of("alpha", "mu", "zeta")) {
        connection.notifier("test").withTopics(topic).audit(topic, null);
        connection.notifier("test").withTopics(topic).warn(topic, null);
      }

      Set<String> heard = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        var one = hearing.desk().next();
        heard.add(one.eventType() + " " + one.priority());
      }
      assertThat(heard).hasSize(6);
    }
  }

  @Test
  @Tag("bug-B6")
  void aDeploymentWithTheBrokerDownSucceedsAtOnceAndHeals() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.startWithBrokerDown()) {
      long before = System.nanoTime();
      fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
      Hearing.start(fixture, new NotificationActivationSpec());
      assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(10));

      fixture.broker().start();

      fixture.awaitConsumers("calculator", 1);
      fixture.awaitConsumers("notifications.sample", 1);
    }
  }

  @Test
  @Tag("bug-B7")
  void aBurstOfTenThousandIsWorkedOffByFourBeansWithNothingLostOrTwice() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      RpcActivationSpec spec = fixture.spec("node1");
      spec.setMaxConcurrency(8); // more than there are beans
      spec.setDuplicateWindow(0); // nothing may come twice anyway
      AdapterFixture.Serving serving = fixture.activate(spec, EndpointStyle.STANDARD);
      serving.endpoints().capacity(4);
      fixture.awaitConsumers("calculator", 1);
      fixture.container().workManager().rejectNext(20);
      RpcManagedConnectionFactory managed = fixture.managedFactory();
      managed.setConfirmCasts(false);
      RpcConnectionFactory factory =
          (RpcConnectionFactory) managed.createConnectionFactory(fixture.pool());
      try (RpcConnection connection = factory.getConnection()) {
        RpcClient client = connection.client(CALCULATOR);
        for (int i = 0; i < 10_000; i++) {
          client.request("log").arg("line", "line " + i).cast();
        }
      }

      serving.endpoints().awaitDeliveries(10_000, AdapterFixture.PATIENCE.multipliedBy(6));
      assertThat(new HashSet<>(fixture.desk().heard)).hasSize(10_000);
      assertThat(fixture.desk().heard).hasSize(10_000);
      assertThat(serving.endpoints().mostOpen()).isLessThanOrEqualTo(4);
      assertThat(fixture.container().violations()).isEmpty();
    }
  }

  @Test
  @Tag("bug-B9")
  void twoEqualActivationsAreTwoAndEachStopsAlone() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      AdapterFixture.Serving one = fixture.activate(fixture.spec("same"), EndpointStyle.STANDARD);
      AdapterFixture.Serving other = fixture.activate(fixture.spec("same"), EndpointStyle.STANDARD);
      fixture.awaitConsumers("calculator", 1); // one server, as they are the same target
      RpcClient client = connection.client(CALCULATOR);
      assertThat(client.request("add").arg("a", 1).arg("b", 2).call()).isEqualTo(3L);

      fixture.deactivate(one);
      assertThat(client.request("add").arg("a", 2).arg("b", 2).call()).isEqualTo(4L);
      assertThat(other.endpoints().deliveries()).isNotEmpty();

      fixture.deactivate(other);
      fixture.awaitConsumers("calculator", 0);
    }
  }

  @Test
  @Tag("bug-B10")
  void aHundredActivationsWithTheBrokerDownHoldNoThreadOfTheContainers() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.startWithBrokerDown()) {
      fixture.container().workManager().threads(2); // which a few that wait would use up
      for (int i = 1; i <= 100; i++) {
        RpcActivationSpec spec = fixture.spec("node1");
        spec.setTopic("topic" + i);
        fixture.activate(spec, EndpointStyle.STANDARD);
      }

      // between two attempts nothing runs, and an attempt is one Work for all of them
      fixture.container().workManager().statistics().awaitIdle(AdapterFixture.PATIENCE);

      fixture.broker().start();
      fixture.awaitConsumers("topic1", 1);
      fixture.awaitConsumers("topic100", 1);
    }
  }

  @Test
  @Tag("bug-B11")
  void anUndeploymentLetsTheRunningCallEndUninterruptedAndAnswersIt() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      AdapterFixture.Serving serving = fixture.serve();
      CompletableFuture<Object> answer =
          connection.client(CALCULATOR).request("block").callAsync().toCompletableFuture();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      Thread undeployment = new Thread(() -> fixture.deactivate(serving));
      undeployment.start();
      fixture.awaitConsumers("calculator", 0);

      fixture.desk().mayLeave.countDown(); // an interrupt would make the bean fail
      undeployment.join();

      assertThat(answer.get(30, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  @Tag("bug-B12")
  void aHandleOfAConnectionThatWentBackToThePoolIsDead() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      RpcConnection stale = fixture.connect();
      RpcClient client = stale.client(CALCULATOR);
      stale.close();
      try (RpcConnection next = fixture.connect()) {
        assertThat(next.client(CALCULATOR).request("add").arg("a", 1).arg("b", 2).call())
            .isEqualTo(3L);
        assertThatThrownBy(() -> client.request("add").arg("a", 1).arg("b", 2).call())
            .isInstanceOf(org.rarebit.api.ConnectionClosedException.class);
      }
    }
  }

  @Test
  @Tag("bug-B13")
  void aFailureGoesToTheCallerAndToTheLogWithTheActivationsName() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect();
        LoggedLines log = LoggedLines.of("org.rarebit.ra.server.RpcBean")) {
      fixture.serve();

      assertThatThrownBy(
              () -> connection.client(CALCULATOR).request("fail").arg("text", "broken").call())
          .isInstanceOf(RemoteErrorException.class)
          .hasMessageContaining("broken");

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("activation CalculatorBean of calculator@node1: fail (unique id ");
      assertThat(log.traces()).hasSize(1);

      assertThatThrownBy(
              () -> connection.client(CALCULATOR).request("fail").arg("text", "anew").call())
          .isInstanceOf(RemoteErrorException.class);

      assertThat(log.traces()).as("of the same kind").hasSize(1);
      assertThat(log.warnings().get(1))
          .contains("fail (unique id ", "IllegalStateException: anew (number 2 of its kind)");
    }
  }
}
