package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.work.HintsContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.container.CallerIdentity;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** Security inflow (Connectors 16), point by point; docs/conformance.md has the list. */
class SecurityInflowConformanceTest {

  private static final RequestContext ADMIN =
      RequestContext.of(Map.of("user_id", "alice", "roles", List.of("admin", "reader")));
  private static final RequestContext READER =
      RequestContext.of(Map.of("user_id", "bob", "roles", List.of("reader")));
  private static final RequestContext NOBODY =
      RequestContext.of(Map.of("request_id", "req-1", "roles", List.of("admin")));

  private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();
  private AdapterFixture fixture;
  private RpcConnection connection;
  private FakeEndpointFactory<GuardedBean> beans;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    connection = fixture.connect();
    beans = fixture.container().endpoints(GuardedBean.class, () -> new GuardedBean(entered));
  }

  @AfterEach
  void stop() {
    connection.close();
    fixture.close();
  }

  private void serve() throws Exception {
    serve(spec -> {});
  }

  private void serve(Consumer<RpcActivationSpec> properties) throws Exception {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setSecurityInflow(true);
    properties.accept(spec);
    fixture.container().activate(spec, beans);
    fixture.awaitConsumers("calculator.node1", 1);
  }

  private void hear(String onException) throws Exception {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setSecurityInflow(true);
    spec.setOnException(onException);
    spec.setRequeueDelayMillis(100L);
    fixture.container().activate(spec, beans);
    fixture.awaitConsumers("notifications.sample", 1);
  }

  private RpcClient client(RequestContext context) {
    return connection
        .client(Target.topic("calculator"))
        .with(CallOptions.none().withContext(context));
  }

  private List<CallerIdentity> callers(int count) throws InterruptedException {
    return beans.awaitDeliveries(count, AdapterFixture.PATIENCE).stream()
        .map(delivery -> delivery.caller())
        .toList();
  }

  @Test
  @Tag("point-75")
  void userAndRolesOfTheRequestContextAreTheCallerAndItsGroups() throws Exception {
    serve();

    assertThat(client(ADMIN).request("for_admins").call()).isEqualTo("done");

    // the strict container checks the Subject, and that there is one caller callback
    assertThat(callers(1)).containsExactly(new CallerIdentity("alice", Set.of("admin", "reader")));
  }

  @ParameterizedTest
  @Tag("point-75")
  @EnumSource(EndpointStyle.class)
  void aCallerWithoutTheRoleGetsAClearFailure(EndpointStyle style) throws Exception {
    beans.style(style);
    serve();

    assertThatThrownBy(() -> client(READER).request("for_admins").call())
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            failure -> {
              assertThat(failure.remoteClass()).isEqualTo("EJBAccessException");
              assertThat(failure.remoteModule()).isEqualTo("jakarta.ejb");
              assertThat(failure.remoteMessage()).contains("role");
              assertThat(failure.remoteTraceback()).isEmpty();
            });
    assertThat(entered).isEmpty();
    assertThat(client(READER).request("for_all").call()).isEqualTo("open");
  }

  @Test
  @Tag("point-76")
  void whoNamesNoUserIsTheUnauthenticatedCaller() throws Exception {
    serve();

    client(NOBODY).request("for_all").call(); // the container insists on an explicit null

    assertThat(callers(1)).containsExactly(new CallerIdentity(null, Set.of()));
    assertThatThrownBy(() -> client(NOBODY).request("for_admins").call())
        .isInstanceOf(RemoteErrorException.class);
  }

  @Test
  @Tag("point-77")
  void eachRequestIsAWorkOfItsOwnCallerWhoNobodyInherits() throws Exception {
    serve(spec -> spec.setMaxConcurrency(1)); // one after the other, in the same place
    RpcActivationSpec plain = fixture.spec("node2");
    fixture.container().activate(plain, beans);
    fixture.awaitConsumers("calculator.node2", 1);
    fixture.container().workManager().threads(1); // on the same thread, too

    client(ADMIN).request("for_all").server("node1").call();
    client(READER).request("for_all").server("node1").call();
    client(ADMIN).request("for_all").server("node2").call();

    assertThat(callers(3))
        .containsExactly(
            new CallerIdentity("alice", Set.of("admin", "reader")),
            new CallerIdentity("bob", Set.of("reader")),
            null);
  }

  @Test
  @Tag("point-77")
  void manyCallersAtOnceAreNeverMixed() throws Exception {
    serve(spec -> spec.setMaxConcurrency(4));

    for (int i = 0; i < 200; i++) {
      client(RequestContext.of(Map.of("user_id", "user" + i, "roles", List.of("role" + i))))
          .request("for_all")
          .cast();
    }

    assertThat(callers(200))
        .allSatisfy(
            caller ->
                assertThat(caller.groups()).containsExactly(caller.name().replace("user", "role")))
        .doesNotHaveDuplicates();
    assertThat(beans.mostOpen()).isLessThanOrEqualTo(4);
  }

  @Test
  @Tag("point-55")
  void anIdentityThatTheServerDoesNotTakeOverIsAFailureAndOneErrorWithTheRemedy() throws Exception {
    serve();
    fixture.container().workManager().refuseSecurityContexts(true);
    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.inbound.SecurityInflow")) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> client(ADMIN).request("for_all").call())
            .isInstanceOf(RemoteErrorException.class)
            .hasMessageContaining("EJBAccessException")
            .hasMessageContaining("did not take over the caller's identity");
      }

      assertThat(log.errors())
          .singleElement()
          .asString()
          .contains("GuardedBean of calculator@node1")
          .contains("create-connector-work-security-map")
          .contains("wm-security")
          .doesNotContain("alice");
    }
    assertThat(entered).isEmpty();

    fixture.container().workManager().refuseSecurityContexts(false);
    assertThat(client(ADMIN).request("for_all").call()).isEqualTo("open");
  }

  @Test
  @Tag("point-55")
  void onlyTheCallerWhomTheServerDoesNotKnowIsRefused() throws Exception {
    serve();
    fixture.container().workManager().knownCallers("alice"::equals);

    assertThatThrownBy(() -> client(READER).request("for_all").call())
        .hasMessageContaining("did not take over the caller's identity");
    assertThat(client(ADMIN).request("for_all").call()).isEqualTo("open");
  }

  @Test
  @Tag("point-55")
  void aCastOfACallerWhoIsRefusedGoesToTheDeadLetterExchange() throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("dead", false, false, false, null);
      channel.queueDeclare(
          "calculator.node1", // an administrator's: it is used as it is
          false,
          false,
          false,
          Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
      serve();
      fixture.container().workManager().refuseSecurityContexts(true);

      client(ADMIN).request("for_all").server("node1").cast();

      assertThat(fixture.broker().await(AdapterFixture.PATIENCE, b -> b.messageCount("dead") == 1))
          .isTrue();
      assertThat(entered).isEmpty();
    }
  }

  @Test
  @Tag("point-52")
  void aContainerWithoutSecurityContextsGetsNoneAndTheCallerIsTold() throws Exception {
    stop();
    fixture = AdapterFixture.startIn(container -> container.contexts(Set.of(HintsContext.class)));
    connection = fixture.connect();
    beans = fixture.container().endpoints(GuardedBean.class, () -> new GuardedBean(entered));
    serve();

    assertThatThrownBy(() -> client(ADMIN).request("for_all").call())
        .hasMessageContaining("did not take over the caller's identity");
  }

  @Test
  @Tag("point-46")
  void aRejectedWorkOfACallerLosesNothing() throws Exception {
    serve();
    fixture.container().workManager().rejectNext(3);
    assertThat(client(ADMIN).request("for_admins").call()).isEqualTo("done");
    fixture.container().workManager().rejectNextRetryable(3);
    assertThat(client(ADMIN).request("for_admins").call()).isEqualTo("done");

    assertThat(callers(2)).allSatisfy(caller -> assertThat(caller.name()).isEqualTo("alice"));
  }

  @Test
  @Tag("point-57")
  void withNoBeanFreeACallersRequestWaits() throws Exception {
    serve();
    beans.unavailableNext(3);

    assertThat(client(ADMIN).request("for_admins").call()).isEqualTo("done");
    assertThat(callers(1)).allSatisfy(caller -> assertThat(caller.name()).isEqualTo("alice"));
  }

  @Test
  @Tag("point-75")
  void theEntriesThatNameCallerAndRolesAreChosenByProperty() throws Exception {
    serve(
        spec -> {
          spec.setCallerKeys("login, user_name");
          spec.setRolesKey("groups");
        });

    client(
            RequestContext.of(
                Map.of(
                    "user_id", "17",
                    "user_name", "alice",
                    "login", " ",
                    "groups", List.of("admin", 7, ""))))
        .request("for_admins")
        .call();

    assertThat(callers(1)).containsExactly(new CallerIdentity("alice", Set.of("admin")));
  }

  @Test
  void withoutThePropertyNobodyIsTheCallerAndNoWorkIsMore() throws Exception {
    serve(spec -> spec.setSecurityInflow(false));
    int before = fixture.container().workManager().statistics().submissions();

    client(ADMIN).request("for_all").call();

    assertThat(callers(1)).containsExactly((CallerIdentity) null);
    assertThat(fixture.container().workManager().statistics().submissions() - before).isEqualTo(1);
  }

  @Test
  @Tag("point-75")
  void notificationsAreHeardAsTheirCaller() throws Exception {
    hear("REQUEUE");

    connection.notifier("billing").withContext(ADMIN).info("paid", null);

    assertThat(entered.poll(30, TimeUnit.SECONDS)).isEqualTo("paid");
    assertThat(callers(1)).containsExactly(new CallerIdentity("alice", Set.of("admin", "reader")));
  }

  /** Two beans of one listener, one as the caller and one as nobody, one event at a time. */
  @Test
  @Tag("point-77")
  void aRoundOverSeveralBeansKeepsItsOrderAndEachBeanItsIdentity() throws Exception {
    NotificationActivationSpec guarded = new NotificationActivationSpec();
    guarded.setSecurityInflow(true);
    guarded.setMaxConcurrency(1);
    NotificationActivationSpec open = new NotificationActivationSpec();
    fixture.container().activate(guarded, beans);
    Hearing neighbour = Hearing.start(fixture, open);
    fixture.awaitConsumers("notifications.sample", 1);

    for (int i = 0; i < 50; i++) {
      connection.notifier("billing").withContext(ADMIN).info("event " + i, null);
    }

    neighbour.endpoints().awaitDeliveries(50, AdapterFixture.PATIENCE);
    assertThat(callers(50)).allSatisfy(caller -> assertThat(caller.name()).isEqualTo("alice"));
    assertThat(neighbour.endpoints().deliveries())
        .allSatisfy(delivery -> assertThat(delivery.caller()).isNull());
    List<String> inOrder = IntStream.range(0, 50).mapToObj(i -> "event " + i).toList();
    assertThat(List.copyOf(entered)).isEqualTo(inOrder);
    assertThat(neighbour.desk().heard.stream().map(one -> one.eventType()).toList())
        .isEqualTo(inOrder);
    assertThat(beans.mostOpen()).isEqualTo(1);
  }

  @Test
  void aBatchHasManyCallersAndIsRefusedAtItsActivation() {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setSecurityInflow(true);
    FakeEndpointFactory<BatchBean> batches =
        fixture.container().endpoints(BatchBean.class, BatchBean::new);

    assertThatThrownBy(() -> fixture.container().activate(spec, batches))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("securityInflow is for one notification at a time");
    fixture.container().takeViolations();
  }

  @Test
  void callerKeysMustNameAnEntry() {
    RpcActivationSpec spec = fixture.spec("node1");
    spec.setSecurityInflow(true);
    spec.setCallerKeys(" , ");

    assertThatThrownBy(spec::validate).hasMessageContaining("callerKeys must name an entry");
  }

  @Test
  void aNotificationWhoseCallerHasNotTheRoleIsRejectedAndNotRequeued() throws Exception {
    hear("REQUEUE");

    connection.notifier("billing").withContext(READER).info("refused", null);
    connection.notifier("billing").withContext(ADMIN).info("paid", null);

    assertThat(entered.poll(30, TimeUnit.SECONDS)).isEqualTo("paid");
    assertThat(
            fixture
                .broker()
                .await(
                    AdapterFixture.PATIENCE,
                    b ->
                        b.messageCount("notifications.info") == 0
                            && b.unackedCount("notifications.info") == 0))
        .isTrue();
    assertThat(callers(2)).hasSize(2);
    assertThat(entered).isEmpty();
  }

  @Test
  @Tag("point-55")
  void aNotificationWaitsUntilTheServerTakesItsCallerOver() throws Exception {
    hear("REQUEUE");
    fixture.container().workManager().refuseSecurityContexts(true);
    try (LoggedLines log = LoggedLines.of("org.rarebit.ra.inbound.SecurityInflow")) {
      connection.notifier("billing").withContext(ADMIN).info("paid", null);
      log.awaitError();

      fixture.container().workManager().refuseSecurityContexts(false);

      assertThat(entered.poll(30, TimeUnit.SECONDS)).isEqualTo("paid");
    }
  }

  @Test
  @Tag("point-46")
  void aRejectedWorkOfANotificationsCallerLosesNothing() throws Exception {
    hear("REQUEUE");
    fixture.container().workManager().rejectNext(4);

    connection.notifier("billing").withContext(ADMIN).info("paid", null);

    assertThat(entered.poll(30, TimeUnit.SECONDS)).isEqualTo("paid");
  }
}
