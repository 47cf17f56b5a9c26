package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.GetResponse;
import jakarta.resource.spi.InvalidPropertyException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.OnNotification;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContext;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.container.FakeEndpointFactory;

class AnnotatedNotificationTest extends HearingFixture {

  private final InventoryBean.Desk desk = new InventoryBean.Desk();
  private FakeEndpointFactory<InventoryBean> endpoints;

  private void hear(NotificationActivationSpec spec, EndpointStyle style) throws Exception {
    endpoints =
        fixture
            .container()
            .endpoints(InventoryBean.class, () -> new InventoryBean(desk))
            .style(style);
    fixture.container().activate(spec, endpoints);
    fixture.awaitConsumers("notifications.error", 1);
  }

  @ParameterizedTest
  @EnumSource(EndpointStyle.class)
  void theMostSpecificMethodHears(EndpointStyle style) throws Exception {
    hear(spec("info,error"), style);

    notifier.info("compute.instance.create.end", new InventoryBean.Instance(7, "h1"));
    assertThat(desk.next()).containsExactly("created", new InventoryBean.Instance(7, "h1"));

    notifier
        .withContext(RequestContext.of(Map.of("user_id", "ü")))
        .error("compute.instance.delete.end", List.of(new InventoryBean.Instance(8, "h2")));
    assertThat(desk.next())
        .containsExactly(
            "failed",
            "ü",
            List.of(new InventoryBean.Instance(8, "h2")),
            NotificationPriority.ERROR);

    notifier.info("volume.attach", Map.of());
    assertThat(desk.next()).containsExactly("other", "volume.attach");
    assertThat(desk.next()).as("it was requeued").containsExactly("other", "volume.attach");
    awaitSettled("notifications.info");
  }

  @Test
  void whatNoMethodHearsIsAcknowledged() throws Exception {
    hear(spec("info,error"), EndpointStyle.STANDARD);

    notifier.info("image.update", Map.of());
    notifier.info("compute.instance.create.end", new InventoryBean.Instance(7, "h1"));

    assertThat(desk.next()).contains("created");
    awaitSettled("notifications.info");
    assertThat(desk.heard).isEmpty();
  }

  @Test
  void aPayloadThatDoesNotFitIsDeadAtOnce() throws Exception {
    NotificationActivationSpec spec = spec("info,error");
    spec.setDeadLetterQueue("dead");
    hear(spec, EndpointStyle.STANDARD);

    notifier.info("compute.instance.create.end", Map.of("id", "not a number"));

    GetResponse dead = new RawMessages(fixture).take("dead");
    assertThat(dead.getProps().getHeaders().get("x-rarebit-reason").toString())
        .isEqualTo("MALFORMED");
    awaitSettled("notifications.info");
    assertThat(desk.heard).isEmpty();
  }

  @Test
  void aFailureComesAgain() throws Exception {
    desk.failing = true;
    hear(spec("info,error"), EndpointStyle.STANDARD);

    notifier.info("compute.instance.create.end", new InventoryBean.Instance(7, "h1"));

    assertThat(desk.next()).contains("created");
    desk.failing = false;
    assertThat(desk.next()).contains("created");
    awaitSettled("notifications.info");
  }

  @Test
  void onlyPrioritiesThatSomeMethodHearsAreConsumed() throws Exception {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    fixture.container().activate(spec, fixture.container().endpoints(Errors.class, Errors::new));
    fixture.awaitConsumers("notifications.critical", 1);

    assertThat(fixture.broker().queueNames())
        .containsExactlyInAnyOrder("notifications.error", "notifications.critical");
  }

  /** Hears two priorities. */
  public static class Errors implements AnnotatedNotificationListener {
    @OnNotification(priority = {NotificationPriority.ERROR, NotificationPriority.CRITICAL})
    public void any() {}
  }

  /** Everything that can be wrong. */
  public static class Wrong implements AnnotatedNotificationListener {
    @OnNotification(eventType = "a")
    public int returning() {
      return 0;
    }

    @OnNotification(eventType = "b")
    public final void fixed() {}

    @OnNotification(eventType = "c")
    public void twoPayloads(String one, long two) {}

    @OnNotification(eventType = "d")
    public void asking(RpcContext context) {}

    @OnNotification(eventType = "e*")
    public void one() {}

    @OnNotification(eventType = "e*")
    public void another() {}

    @OnNotification(eventType = "f")
    public void batch(List<Notification> notifications) {}

    @OnNotification(eventType = "[z-a]")
    public void range() {}

    @OnNotification(eventType = "g")
    void hidden() {}

    @OnNotification(eventType = "h")
    public static void shared() {}
  }

  /** Marked, but of another listener. */
  public static class Mixed implements NotificationListener {
    @Override
    public NotificationResult onNotification(Notification notification) {
      return NotificationResult.HANDLED;
    }

    @OnNotification
    public void never() {}
  }

  /** Nothing is marked. */
  public static class Empty implements AnnotatedNotificationListener {}

  @Test
  void everythingThatIsWrongIsNamedAtActivation() {
    assertThatThrownBy(() -> activate(Wrong.class, Wrong::new))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("Wrong.returning must return void or NotificationResult, not int")
        .hasMessageContaining("Wrong.fixed is final")
        .hasMessageContaining("Wrong.twoPayloads has 2 parameters for the payload")
        .hasMessageContaining("Wrong.asking has a parameter RpcContext")
        .hasMessageContaining("both hear event type \"e*\"")
        .hasMessageContaining("Wrong.batch takes several notifications")
        .hasMessageContaining("Wrong.range: \"[z-a]\" is no pattern")
        .hasMessageContaining("Wrong.hidden is not public")
        .hasMessageContaining("Wrong.shared is static");
  }

  @Test
  void marksThatWouldNeverCountAreAnError() {
    assertThatThrownBy(() -> activate(Mixed.class, Mixed::new))
        .hasMessageContaining("so its methods marked @OnNotification would never be called");
    assertThatThrownBy(() -> activate(Empty.class, Empty::new))
        .hasMessageContaining("no public method is marked @OnNotification");
  }

  @Test
  void prioritiesThatExcludeAllMethodsAreAnError() {
    NotificationActivationSpec spec = new NotificationActivationSpec();
    spec.setPriorities("info");

    assertThatThrownBy(
            () ->
                fixture
                    .container()
                    .activate(spec, fixture.container().endpoints(Errors.class, Errors::new)))
        .hasMessageContaining("[ERROR, CRITICAL]")
        .hasMessageContaining("priorities");
  }

  private static final BlockingQueue<Object> HEARD = new LinkedBlockingQueue<>();

  public record Invoice(BigDecimal amount) {}

  abstract static class HiddenEar<P> {
    final BlockingQueue<Object> heard = HEARD;

    @OnNotification(eventType = "invoice.created")
    public void created(P invoice) {
      heard.add(invoice);
    }

    @OnNotification(eventType = "invoice.paid")
    public void paid(P invoice) {
      heard.add("not overridden");
    }
  }

  /** Inherits one method through a bridge, and overrides the other. */
  public static class InvoiceEar extends HiddenEar<Invoice>
      implements AnnotatedNotificationListener {

    @Override
    @OnNotification(eventType = "invoice.paid")
    public void paid(Invoice invoice) {
      heard.add(List.of(invoice));
    }
  }

  @Test
  void methodsOfASuperclassThatIsNotPublicHearWithTheirTypesAndDigits() throws Exception {
    activate(InvoiceEar.class, InvoiceEar::new);
    fixture.awaitConsumers("notifications.error", 1);
    Invoice invoice = new Invoice(new BigDecimal("12345678901234567.80"));

    notifier.info("invoice.created", invoice);
    assertThat(HEARD.poll(20, TimeUnit.SECONDS)).isEqualTo(invoice);
    notifier.info("invoice.paid", invoice);
    assertThat(HEARD.poll(20, TimeUnit.SECONDS)).isEqualTo(List.of(invoice));
  }

  private <B> void activate(Class<B> type, java.util.function.Supplier<B> maker) throws Exception {
    fixture.container().activate(spec("info,error"), fixture.container().endpoints(type, maker));
  }
}
