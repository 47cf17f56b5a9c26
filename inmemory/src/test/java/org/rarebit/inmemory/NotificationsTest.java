package org.rarebit.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.EncodingException;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.Notifier;
import org.rarebit.api.OnNotification;
import org.rarebit.api.RequestContext;

/** Who tells and who hears. */
class NotificationsTest {

  /** A payload. */
  record Invoice(long id, @Nullable String customer) {}

  /** Hears by event type. */
  static final class InvoicesBean implements AnnotatedNotificationListener {

    final List<Invoice> created = new CopyOnWriteArrayList<>();
    final List<String> errors = new CopyOnWriteArrayList<>();

    @OnNotification(eventType = "invoice.created")
    public void created(Invoice invoice) {
      if (invoice.id() < 0) {
        throw new IllegalArgumentException("no such invoice: " + invoice.id());
      }
      created.add(invoice);
    }

    @OnNotification(eventType = "invoice.*", priority = NotificationPriority.ERROR)
    public void failed(Notification notification, RequestContext context) {
      errors.add(notification.eventType() + " for " + context.get("user_id"));
    }
  }

  /** Hears everything. */
  private static final class Plain implements NotificationListener {

    final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public NotificationResult onNotification(Notification notification) {
      heard.add(
          notification.priority()
              + " "
              + notification.publisherId()
              + " "
              + notification.payload());
      return NotificationResult.HANDLED;
    }
  }

  /** Hears batches. */
  private static final class Batches implements NotificationBatchListener {

    final List<Integer> sizes = new CopyOnWriteArrayList<>();

    @Override
    public NotificationResult onNotifications(List<Notification> notifications) {
      sizes.add(notifications.size());
      return NotificationResult.HANDLED;
    }
  }

  @Test
  void methodsHearTheirEventTypesWithThePayloadAsAJavaType() {
    InvoicesBean bean = new InvoicesBean();
    try (InMemoryRpc rpc = InMemoryRpc.hear("notifications", bean)) {
      Notifier notifier = rpc.notifier("billing.web1");

      notifier.info("invoice.created", new Invoice(7, "Grün"));
      notifier.info("order.created", "nobody's");
      notifier
          .withContext(RequestContext.of(Map.of("user_id", "u1")))
          .error("invoice.lost", Map.of());

      assertThat(bean.created).containsExactly(new Invoice(7, "Grün"));
      assertThat(bean.errors).containsExactly("invoice.lost for u1");
      assertThat(rpc.failures()).isEmpty();
    }
  }

  @Test
  void everyListenerOfATopicHearsIt() {
    Plain plain = new Plain();
    Batches batches = new Batches();
    Plain elsewhere = new Plain();
    try (InMemoryRpc rpc =
        InMemoryRpc.hear("audit", plain).andHear("audit", batches).andHear("other", elsewhere)) {
      rpc.notifier("billing.web1").withTopics("audit").warn("seen", List.of(1, 2));

      assertThat(plain.heard).containsExactly("WARN billing.web1 [1, 2]");
      assertThat(batches.sizes).containsExactly(1);
      assertThat(elsewhere.heard).isEmpty();
    }
  }

  @Test
  void topicsAreWrittenAsForADeployment() {
    Plain plain = new Plain();
    try (InMemoryRpc rpc = InMemoryRpc.hear("nova:notifications, audit", plain)) {
      rpc.notifier("compute.host1").info("instance.created", 1);
      rpc.notifier("billing.web1").withTopics("audit").warn("seen", 2);

      assertThat(plain.heard).containsExactly("INFO compute.host1 1", "WARN billing.web1 2");
    }
    assertThatThrownBy(() -> InMemoryRpc.hear("nova:", plain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a topic after it");
    assertThatThrownBy(() -> InMemoryRpc.hear(" , ", plain)).hasMessageContaining("at least one");
  }

  @Test
  void whatAListenerFailsWithIsToldToTheTestAlone() {
    InvoicesBean bean = new InvoicesBean();
    try (InMemoryRpc rpc = InMemoryRpc.hear("notifications", bean)) {
      rpc.notifier(null).info("invoice.created", new Invoice(-1, null));
      rpc.notifier(null).info("invoice.created", "no invoice");

      assertThat(rpc.failures()).hasSize(2);
      assertThat(rpc.failures().get(0)).hasMessage("no such invoice: -1");
      assertThat(rpc.failures().get(1)).isInstanceOf(EncodingException.class);
    }
  }

  @Test
  void aPayloadThatCannotTravelIsRefused() {
    List<Object> endless = new ArrayList<>();
    endless.add(new HashMap<>(Map.of("self", endless)));
    try (InMemoryRpc rpc = InMemoryRpc.hear("notifications", new Plain())) {
      assertThatThrownBy(() -> rpc.notifier("me").info("endless", endless))
          .isInstanceOf(EncodingException.class);
    }
  }

  @Test
  void aListenerWhoseDeploymentWouldFailIsRefused() {
    assertThatThrownBy(() -> InMemoryRpc.hear("notifications", new Deaf()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("@OnNotification");
  }

  /** Has no method. */
  private static final class Deaf implements AnnotatedNotificationListener {}
}
