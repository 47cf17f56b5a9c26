package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.Target;
import org.rarebit.api.UndeliveredListener;
import org.rarebit.api.UndeliveredMessage;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.client.ClientSettings;
import org.rarebit.ra.client.CommitSends;
import org.rarebit.ra.client.OutboundRequest;
import org.rarebit.ra.client.SendCounters;
import org.rarebit.ra.client.Sends;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeTransactions;

/** Listeners are told what a committed transaction could not send. */
class UndeliveredListenerTest {

  private static final Target REFUSED = Target.topic("calculator").exchange("amq.reserved");

  /** What was told, and how. */
  record Told(UndeliveredMessage message, Thread thread, ClassLoader loader) {}

  static final BlockingQueue<Told> TOLD = new LinkedBlockingQueue<>();

  /** The first of the service file. */
  public static final class Failing implements UndeliveredListener {
    @Override
    public void undelivered(UndeliveredMessage message) {
      throw new IllegalStateException("no room for " + message.method());
    }
  }

  /** The second of it. */
  public static final class Store implements UndeliveredListener {
    @Override
    public void undelivered(UndeliveredMessage message) {
      Thread thread = Thread.currentThread();
      TOLD.add(new Told(message, thread, thread.getContextClassLoader()));
    }
  }

  @TempDir Path directory;

  private AdapterFixture fixture;
  private FakeTransactions transactions;
  private TestApplication application;

  @BeforeEach
  void start() throws Exception {
    TOLD.clear();
    fixture = AdapterFixture.start();
    transactions = fixture.container().transactions();
    application =
        new TestApplication(directory)
            .serving(UndeliveredListener.class, Failing.class, Store.class);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    application.close();
  }

  private static Told told() throws InterruptedException {
    return TOLD.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void aCastThatDidNotLeaveIsToldWithAllThatIsNeededToRepairIt() throws Exception {
    try (LoggedLines errors = LoggedLines.of("org.rarebit.ra.client")) {
      application.run(
          () -> {
            transactions.begin();
            fixture
                .factory()
                .client(REFUSED)
                .with(CallOptions.none().withHeader("trace", "t1"))
                .request("reboot")
                .arg("hard", true)
                .uniqueId("order 7")
                .context(RequestContext.of(Map.of("user_id", "me")))
                .cast();
            transactions.commit();
            return null;
          });

      Told told = told();
      UndeliveredMessage message = told.message();
      assertThat(message.kind()).isEqualTo(Kind.CAST);
      assertThat(message.target()).isEqualTo(REFUSED);
      assertThat(message.method()).isEqualTo("reboot");
      assertThat(message.args()).isEqualTo(Map.of("hard", true));
      assertThat(message.context().get("user_id")).isEqualTo("me");
      assertThat(message.headers()).isEqualTo(Map.of("trace", "t1"));
      assertThat(message.uniqueId()).isEqualTo("order 7");
      assertThat(message.messageId()).isNull();
      assertThat(message.reason()).hasMessageContaining("amq.reserved");
      assertThat(told.loader()).isSameAs(application);
      assertThat(told.thread()).isNotSameAs(Thread.currentThread());
      assertThat(errors.errors())
          .hasSize(2)
          .anyMatch(line -> line.contains("is lost: "))
          .anyMatch(line -> line.contains("Failing failed, told that the request \"reboot\""));
      assertThat(Beans.all("Link", LinkMXBean.class))
          .anyMatch(link -> link.getUndeliveredSends() == 1);
    }
  }

  @Test
  void eachTopicThatANotificationDidNotReachIsTold() throws Exception {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setControlExchange("amq.reserved");
    RpcConnectionFactory rpc =
        (RpcConnectionFactory) managed.createConnectionFactory(fixture.pool());
    application.run(
        () -> {
          transactions.begin();
          rpc.notifier("billing")
              .withTopics("a", "b")
              .withHeader("trace", "t1")
              .warn("it.happened", List.of(1));
          transactions.commit();
          return null;
        });

    UndeliveredMessage first = told().message();
    UndeliveredMessage second = told().message();
    assertThat(List.of(first.target(), second.target()))
        .containsExactly(
            Target.topic("a").exchange("amq.reserved"), Target.topic("b").exchange("amq.reserved"));
    assertThat(first.kind()).isEqualTo(Kind.NOTIFICATION);
    assertThat(first.method()).isEqualTo("it.happened");
    assertThat(first.args().get(RpcInvocation.PRIORITY)).isEqualTo(NotificationPriority.WARN);
    assertThat(first.args().get(RpcInvocation.PUBLISHER_ID)).isEqualTo("billing");
    assertThat(first.args().get(RpcInvocation.PAYLOAD)).isEqualTo(List.of(1));
    assertThat(first.headers()).isEqualTo(Map.of("trace", "t1"));
    assertThat(first.messageId()).hasSize(36).isEqualTo(second.messageId());
    assertThat(first.uniqueId()).isNotEqualTo(second.uniqueId());
  }

  @Test
  void eachApplicationIsToldItsOwn() throws Exception {
    application.run(
        () -> {
          transactions.begin();
          fixture.factory().client(REFUSED).request("ours").cast();
          return null;
        });
    fixture.factory().client(REFUSED).request("others").cast(); // called by another application
    fixture.factory().client(REFUSED).request("others").fanout();
    transactions.commit();

    assertThat(told().message().method()).isEqualTo("ours");
    assertThat(TOLD).isEmpty();
  }

  @Test
  void whatLeftOrWasRolledBackIsNotTold() throws Exception {
    fixture.serve();
    application.run(
        () -> {
          transactions.begin();
          try (RpcConnection connection = fixture.connect()) {
            connection.client(REFUSED).request("never").cast();
          }
          transactions.rollback();
          transactions.begin();
          fixture.factory().proxy(Calculator.class, Target.topic("calculator")).log("well");
          transactions.commit();
          return null;
        });
    assertThat(fixture.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("well");
    assertThat(TOLD).isEmpty();
  }

  @Test
  void whatNobodyKnowsWhetherToSendIsTold() throws Exception {
    AdapterServices services = fixture.adapter().services();
    ClientSettings settings =
        new ClientSettings(services.defaults(), "openstack", true, true, false, 0);
    Deadline soon = Deadline.after(Duration.ofSeconds(30));
    CommitSends pending = new CommitSends();
    try (Sends sends = Sends.open(services, settings, new SendCounters(), soon)) {
      OutboundRequest request =
          OutboundRequest.now(
              Target.topic("orders"),
              "ship",
              Map.of("order", 7),
              RequestContext.empty(),
              null,
              Duration.ofSeconds(1),
              Duration.ZERO);
      application.run(() -> pending.add(sends, sends.prepare(request)));

      pending.notCommitted(false, "status 5");
    }

    Told told = told();
    assertThat(told.message().method()).isEqualTo("ship");
    assertThat(told.message().args()).isEqualTo(Map.of("order", 7));
    assertThat(told.message().reason())
        .hasMessageContaining("not known how its transaction ended (status 5)");
    assertThat(told.message().reason().mayHaveRun()).isEqualTo(MayHaveRun.NO);
    assertThat(told.loader()).isSameAs(application);
  }
}
