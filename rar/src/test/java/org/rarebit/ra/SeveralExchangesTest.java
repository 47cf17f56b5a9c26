package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;

/** Listeners to several exchanges, as oslo.messaging's listeners to several targets. */
class SeveralExchangesTest extends HearingFixture {

  private final List<RpcConnection> connections = new ArrayList<>();

  @AfterEach
  void closeConnections() {
    connections.forEach(RpcConnection::close);
  }

  /** Tells on an exchange. */
  private Notifier notifierOf(String exchange, String... topics) throws ResourceException {
    RpcManagedConnectionFactory managed = fixture.managedFactory();
    managed.setControlExchange(exchange);
    RpcConnection fresh =
        ((RpcConnectionFactory) managed.createConnectionFactory(fixture.pool())).getConnection();
    connections.add(fresh);
    return fresh.notifier(exchange + ".host").withTopics(topics);
  }

  private static NotificationActivationSpec spec(String topics, String pool) {
    NotificationActivationSpec spec = spec("info");
    spec.setTopics(topics);
    spec.setPool(pool);
    spec.setEventTypeFilter("(?!left out)");
    return spec;
  }

  private static String next(Hearing hearing) throws InterruptedException {
    return hearing.desk().next().eventType();
  }

  /**
   * Publishes as no notifier would, on a channel of its own.
   *
   * @return false if it reached no queue
   */
  private boolean publish(String exchange, String key, String event) {
    AtomicBoolean returned = new AtomicBoolean();
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.confirmSelect();
      channel.addReturnListener(back -> returned.set(true));
      channel.basicPublish(
          exchange,
          key,
          true,
          new AMQP.BasicProperties.Builder().contentType("application/json").build(),
          ("{\"priority\": \"INFO\", \"payload\": {}, \"event_type\": \"" + event + "\"}")
              .getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(AdapterFixture.PATIENCE.toMillis());
      return !returned.get();
    } catch (Exception e) { // the exchange is not there
      return false;
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "inventory")
  void oneBeanHearsTwoServicesAndItsOwnExchange(String pool) throws Exception {
    Hearing hearing =
        hear(
            spec(" nova : notifications,neutron:notifications, audits", pool),
            pool == null ? "audits.info" : pool);

    notifierOf("nova", "notifications").info("of nova", Map.of());
    notifierOf("neutron", "notifications").info("of neutron", Map.of());
    notifierOf("openstack", "audits").info("of the adapter's exchange", Map.of());

    assertThat(List.of(next(hearing), next(hearing), next(hearing)))
        .containsExactlyInAnyOrder("of nova", "of neutron", "of the adapter's exchange");
  }

  /** As Python's listener does: the queue's name does not say the exchange. */
  @Test
  void topicsOfOneNameShareAQueueWithoutAPool() throws Exception {
    hear(spec("nova:notifications,neutron:notifications", null), "notifications.info");

    assertThat(fixture.broker().queueNames()).containsExactly("notifications.info");
    assertThat(fixture.broker().consumerCount("notifications.info")).isEqualTo(1);
    assertThat(fixture.broker().exchangeNames())
        .contains("nova", "neutron")
        .doesNotContain("openstack");
  }

  @Test
  void aPoolHasOneQueueForAll() throws Exception {
    hear(spec("nova:notifications,neutron:audits", "inventory"), "inventory");

    assertThat(fixture.broker().queueNames()).containsExactly("inventory");
    assertThat(fixture.broker().consumerCount("inventory")).isEqualTo(1);
  }

  /** Although what each wants comes from the same queues, which they share. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "inventory")
  void beansOfOneListenerHearWhatEachOfThemNames(String pool) throws Exception {
    Hearing one =
        hear(spec("nova:compute,neutron:network", pool), pool == null ? "compute.info" : pool);
    Hearing other = Hearing.start(fixture, spec("nova:network,neutron:compute", pool));
    Beans.eventually(() -> publish("neutron", "compute.info", "left out"));
    Beans.eventually(() -> publish("nova", "network.info", "left out"));

    notifierOf("nova", "compute").info("nova's compute", Map.of());
    notifierOf("neutron", "compute").info("neutron's compute", Map.of());
    notifierOf("nova", "network").info("nova's network", Map.of());
    notifierOf("neutron", "network").info("neutron's network", Map.of());

    assertThat(List.of(next(one), next(one)))
        .containsExactlyInAnyOrder("nova's compute", "neutron's network");
    assertThat(List.of(next(other), next(other)))
        .containsExactlyInAnyOrder("neutron's compute", "nova's network");
    assertThat(one.desk().calls).hasValue(2);
    assertThat(other.desk().calls).hasValue(2);
  }

  /** For one, what was dead and is given another chance. */
  @Test
  void whatIsMovedIntoTheQueueIsHeardByItsTopic() throws Exception {
    Hearing hearing = hear(spec("nova:compute,neutron:network", null), "compute.info");

    assertThat(publish("", "compute.info", "moved")).isTrue();

    assertThat(next(hearing)).isEqualTo("moved");
  }

  /** Nobody unbinds a queue: what listened before may have, or a listener of another adapter. */
  @Test
  void whatAnotherBindingBringsIsHeardByItsTopicAndNotGivenBackForEver() throws Exception {
    Hearing hearing = hear(spec("nova:compute,neutron:network", null), "compute.info");
    fixture.awaitConsumers("network.info", 1);
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.queueBind("compute.info", "neutron", "compute.info");
    }

    notifierOf("neutron", "compute").info("bound before", Map.of());

    assertThat(next(hearing)).isEqualTo("bound before");
  }

  @Test
  void aDeadNotificationSaysWhichExchangeItCameOver() throws Exception {
    NotificationActivationSpec spec = spec("nova:compute,neutron:compute", null);
    spec.setOnException("REJECT");
    spec.setDeadLetterQueue("dead");
    Hearing hearing = hear(spec, "compute.info");
    hearing.desk().answer =
        any -> {
          throw new IllegalStateException("no");
        };

    notifierOf("neutron", "compute").info("port.created", Map.of());

    GetResponse dead = new RawMessages(fixture).take("dead");
    assertThat(dead.getProps().getHeaders())
        .extractingByKeys("x-rarebit-exchange", "x-rarebit-queue")
        .extracting(String::valueOf)
        .containsExactly("neutron", "compute.info");
  }

  @Test
  void aPausedListenerTakesNothingFromEitherAndThenAll() throws Exception {
    Hearing hearing = hear(spec("nova:compute,neutron:network", null), "compute.info");
    ActivationMXBean bean = Beans.activation(EarBean.class);
    assertThat(bean.getServer()).isEqualTo("notifications of exchanges neutron, nova");

    bean.pause();
    fixture.awaitConsumers("compute.info", 0);
    fixture.awaitConsumers("network.info", 0);
    notifierOf("nova", "compute").info("of nova", Map.of());
    notifierOf("neutron", "network").info("of neutron", Map.of());
    assertThat(hearing.desk().calls).hasValue(0);
    bean.resume();

    assertThat(List.of(next(hearing), next(hearing)))
        .containsExactlyInAnyOrder("of nova", "of neutron");
  }

  @Test
  void anExchangeThatIsDeletedIsThereAgain() throws Exception {
    Hearing hearing = hear(spec("nova:compute,neutron:compute", null), "compute.info");
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.exchangeDelete("neutron");
    }

    Beans.eventually(() -> publish("neutron", "compute.info", "after all"));

    assertThat(next(hearing)).isEqualTo("after all");
  }

  @ParameterizedTest
  @CsvSource({
    ":notifications, must have an exchange before the colon",
    "'fine, nova:', 'topics: \"nova:\" must have an exchange before the colon, and a topic after'",
    "nova: , must have an exchange",
    "${exchange}:notifications, has the placeholder ${exchange}",
    "'nova:a\nb', must not have control characters",
  })
  void wrongEntriesAreRefused(String topics, String text) {
    assertThatThrownBy(() -> spec(topics, null).validate())
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining(text);
  }

  @Test
  void namesThatAreTooLongAreRefused() {
    assertThatThrownBy(() -> spec("é".repeat(128) + ":a", null).validate())
        .hasMessageContaining("topics must have at most 255 bytes");
    assertThatThrownBy(() -> spec("nova:" + "t".repeat(247), null).validate())
        .hasMessageContaining("topics must have at most 246 bytes");
  }
}
