package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcContract;
import org.rarebit.api.RpcListener;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** Beans that share a server or a listener come one after the other, and miss nothing. */
class StartTogetherTest {

  private static final int EACH = 20;

  /** One contract of the topic. */
  @RpcContract(namespace = "one")
  public interface One {
    void a();
  }

  /** Another one. */
  @RpcContract(namespace = "two")
  public interface Two {
    void b();
  }

  /** Serves the one. */
  public static class OneBean implements RpcListener, One {
    private final AtomicInteger runs;

    /** For the container's generated subclass, which runs no method of it. */
    public OneBean() {
      this(new AtomicInteger());
    }

    OneBean(AtomicInteger runs) {
      this.runs = runs;
    }

    @Override
    public void a() {
      runs.incrementAndGet();
    }
  }

  /** Serves the other. */
  public static class TwoBean implements RpcListener, Two {
    private final AtomicInteger runs;

    /** For the container's generated subclass, which runs no method of it. */
    public TwoBean() {
      this(new AtomicInteger());
    }

    TwoBean(AtomicInteger runs) {
      this.runs = runs;
    }

    @Override
    public void b() {
      runs.incrementAndGet();
    }
  }

  private final AtomicInteger one = new AtomicInteger();
  private final AtomicInteger two = new AtomicInteger();
  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private <B> void activate(Class<B> bean, Supplier<B> maker) throws Exception {
    fixture.container().activate(fixture.spec("node1"), fixture.container().endpoints(bean, maker));
  }

  @Test
  void whatWaitsForABeanThatComesLaterIsHeldForItAndTheRestIsServedAtOnce() throws Exception {
    activate(OneBean.class, () -> new OneBean(one));
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = fixture.connect()) {
      for (int i = 0; i < EACH; i++) {
        connection.client(Target.topic("calculator").namespace("two")).request("b").cast();
        connection.client(Target.topic("calculator").namespace("one")).request("a").cast();
      }
    }
    Beans.eventually(() -> one.get() == EACH); // all of them have come by now
    assertThat(fixture.broker().unackedCount("calculator")).isGreaterThanOrEqualTo(EACH);

    activate(TwoBean.class, () -> new TwoBean(two));

    Beans.eventually(() -> two.get() == EACH);
    assertThat(one).hasValue(EACH);
  }

  @Test
  void whatNobodyHasComeForIsRefusedInTheEndWithWhatThereIsInstead() throws Exception {
    activate(OneBean.class, () -> new OneBean(one));
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = fixture.connect()) {
      assertThatThrownBy(
              () ->
                  connection
                      .client(Target.topic("calculator").namespace("one"))
                      .request("c")
                      .call())
          .hasMessageContaining("Endpoint does not support RPC method c")
          .hasMessageContaining("has in namespace \"one\" the methods a");
    }
  }

  @Test
  void theTimeForTheOthersBeginsWithTheFirstBeanAndWithNoneThatFollows() throws Exception {
    RpcActivationSpec first = fixture.spec("node1");
    first.setStartupGraceMillis(4000);
    RpcActivationSpec second = fixture.spec("node1");
    second.setStartupGraceMillis(4000);
    fixture
        .container()
        .activate(first, fixture.container().endpoints(OneBean.class, () -> new OneBean(one)));
    fixture.awaitConsumers("calculator", 1);
    try (RpcConnection connection = fixture.connect()) {
      RpcClient client = connection.client(Target.topic("calculator").namespace("one"));
      assertThatThrownBy(() -> client.request("c").call()) // so the time is over
          .hasMessageContaining("Endpoint does not support RPC method c");

      fixture
          .container()
          .activate(second, fixture.container().endpoints(TwoBean.class, () -> new TwoBean(two)));

      assertThatThrownBy(() -> client.request("c").timeout(Duration.ofSeconds(3)).call())
          .hasMessageContaining("Endpoint does not support RPC method c");
    }
  }

  @Test
  void aNotificationThatNoListenerWantsYetIsHeldForTheNextOne() throws Exception {
    NotificationActivationSpec invoices = new NotificationActivationSpec();
    invoices.setPriorities("info");
    invoices.setEventTypeFilter("invoice");
    Hearing first = Hearing.start(fixture, invoices, any -> NotificationResult.HANDLED);
    fixture.awaitConsumers("notifications.info", 1);
    try (RpcConnection connection = fixture.connect()) {
      for (int i = 0; i < EACH; i++) {
        connection.notifier("test").info("order", Map.of());
      }
      connection.notifier("test").info("invoice", Map.of());
    }
    Beans.eventually(() -> first.desk().calls.get() == 1);

    NotificationActivationSpec orders = new NotificationActivationSpec();
    orders.setPriorities("info");
    orders.setEventTypeFilter("order");
    Hearing second = Hearing.start(fixture, orders, any -> NotificationResult.HANDLED);

    Beans.eventually(() -> second.desk().calls.get() == EACH);
    assertThat(first.desk().calls).hasValue(1);
  }
}
