package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationResult;
import org.rarebit.ra.inbound.NotificationActivationSpec;

/** Dead letters are looked at, put back and dropped, by JMX. */
class DeadLetterQueueTest extends HearingFixture {

  private static final String[] LIST = {int.class.getName()};
  private static final String[] ONE = {String.class.getName()};
  private static final String[] SOME = {
    String.class.getName(), long.class.getName(), int.class.getName()
  };

  private Hearing hearing;

  @BeforeEach
  void hear() throws Exception {
    hearing = hear(mortal(), "notifications.info");
    hearing.desk().answer = DeadLetterQueueTest::fail;
  }

  /** What its bean does not take is dead at once. */
  private static NotificationActivationSpec mortal() {
    NotificationActivationSpec spec = spec("info");
    spec.setOnException("REJECT");
    spec.setMaxConcurrency(1); // so that they die in their order
    spec.setDeadLetterQueue("dead");
    return spec;
  }

  private static NotificationResult fail(Notification notification) {
    throw new IllegalStateException("the secret is " + notification.payload(Object.class));
  }

  private static ObjectName name() {
    return Beans.names("DeadLetterQueue").iterator().next();
  }

  /** As a console does it that knows no class of ours. */
  private static Object invoke(String operation, String[] types, Object... args) throws Exception {
    return ManagementFactory.getPlatformMBeanServer().invoke(name(), operation, args, types);
  }

  private static CompositeData[] list() throws Exception {
    return (CompositeData[]) invoke("list", LIST, 1000);
  }

  private static List<Object> listed(String item) throws Exception {
    return Arrays.stream(list()).map(each -> each.get(item)).toList();
  }

  private static Map<String, Object> outcome(String operation, String[] types, Object... args)
      throws Exception {
    CompositeDataSupport data = (CompositeDataSupport) invoke(operation, types, args);
    Map<String, Object> all = new HashMap<>();
    data.getCompositeType().keySet().forEach(key -> all.put(key, data.get(key)));
    return all;
  }

  private static Map<String, Object> all(int done, int refused) {
    Map<String, Object> expected = new HashMap<>();
    expected.put("done", done);
    expected.put("refused", refused);
    expected.put("complete", true);
    expected.put("problem", null);
    return expected;
  }

  private void die(String... events) throws Exception {
    for (String event : events) {
      notifier.info(event, Map.of("card", "4711 0815", "amount", 7, "tags", List.of(1, 2)));
      assertThat(hearing.desk().next()).isNotNull();
    }
    awaitSettled("notifications.info");
  }

  private List<String> heard(int count) throws Exception {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Notification next = hearing.desk().next();
      assertThat(next).as("after %s", events).isNotNull();
      events.add(next.eventType());
    }
    return events;
  }

  private void publish(String queue, Map<String, Object> headers, String body) throws Exception {
    try (Connection admin = fixture.admin();
        Channel channel = admin.createChannel()) {
      channel.confirmSelect();
      channel.queueDeclare(queue, true, false, false, Map.of());
      AMQP.BasicProperties properties =
          new AMQP.BasicProperties.Builder()
              .contentType("application/json")
              .headers(headers)
              .build();
      channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie(30_000);
    }
  }

  @Test
  void aListTellsNamesTypesAndSizesAndNoValue() throws Exception {
    die("invoice.created");

    CompositeData letter = list()[0];

    assertThat(letter.get("kind")).isEqualTo("NOTIFICATION");
    assertThat(letter.get("name")).isEqualTo("invoice.created");
    assertThat(letter.get("priority")).isEqualTo("INFO");
    assertThat(letter.get("publisherId")).isEqualTo("billing.web1");
    assertThat(letter.get("queue")).isEqualTo("notifications.info");
    assertThat(letter.get("reason")).isEqualTo("REJECTED");
    assertThat(letter.get("exception")).isEqualTo("java.lang.IllegalStateException");
    assertThat(letter.get("deliveries")).isEqualTo("1");
    assertThat(letter.get("returned")).isEqualTo(0);
    assertThat((String) letter.get("listener")).contains("EarBean");
    assertThat((String) letter.get("messageId")).hasSize(36);
    assertThat((String) letter.get("uniqueId")).hasSize(32);
    assertThat(Instant.parse((String) letter.get("died"))).isBefore(Instant.now());
    assertThat((Integer) letter.get("bytes")).isPositive();
    assertThat((String[]) letter.get("fields"))
        .containsExactlyInAnyOrder(
            "payload: object, 3 fields",
            "payload.card: text, 9 characters",
            "payload.amount: number",
            "payload.tags: array, 2 elements");
    assertThat(letter.toString()).doesNotContain("4711", "secret");
  }

  @Test
  void whatIsLookedAtStaysWhereItIs() throws Exception {
    die("a", "b", "c");
    assertThat(listed("name")).containsExactly("a", "b", "c");
    assertThat((CompositeData[]) invoke("list", LIST, 2)).hasSize(2);

    assertThat(listed("name")).containsExactly("a", "b", "c");
    assertThat(invoke("count", new String[0])).isEqualTo(3L);
  }

  @Test
  void allArePutBackInTheirOrderAndHeardAgainAsIfTheyWereNew() throws Exception {
    die("a", "b", "c");
    hearing.desk().answer = any -> NotificationResult.HANDLED;

    assertThat(outcome("putBackAll", new String[0])).isEqualTo(all(3, 0));

    assertThat(heard(3)).containsExactly("a", "b", "c");
    awaitSettled("notifications.info");
    assertThat(invoke("count", new String[0])).isEqualTo(0L);
    assertThat(fixture.broker().unackedCount("dead")).isZero();
    assertThat(Beans.activation(EarBean.class).getDuplicates()).isZero();
  }

  @Test
  void oneIsPutBackByItsIdAndTheOthersStay() throws Exception {
    die("a", "b", "c");
    hearing.desk().answer = any -> NotificationResult.HANDLED;

    Object id = listed("id").get(1);
    assertThat(outcome("putBack", ONE, id)).isEqualTo(all(1, 0));

    assertThat(heard(1)).containsExactly("b");
    assertThat(listed("name")).containsExactly("a", "c");
    assertThat(outcome("putBack", ONE, id)).as("it has gone").isEqualTo(all(0, 0));
  }

  @Test
  void someArePutBackByNameAndAge() throws Exception {
    die("invoice.created", "order.created", "invoice.paid", "invoice.sent");
    hearing.desk().answer = any -> NotificationResult.HANDLED;

    assertThat(outcome("putBackSome", SOME, "*", 3600L, 10)).as("too young").isEqualTo(all(0, 0));
    assertThat(outcome("putBackSome", SOME, "invoice.*", 0L, 2)).isEqualTo(all(2, 0));

    assertThat(heard(2)).containsExactly("invoice.created", "invoice.paid");
    assertThat(listed("name")).containsExactly("order.created", "invoice.sent");
  }

  @Test
  void ageIsThatOfTheDeath() throws Exception {
    Date old = Date.from(Instant.now().minusSeconds(7200));
    publish(
        "dead",
        Map.of("x-rarebit-time", old, "x-rarebit-queue", "notifications.info"),
        "{\"priority\": \"INFO\", \"event_type\": \"old\", \"payload\": 1}");
    die("young");
    hearing.desk().answer = any -> NotificationResult.HANDLED;

    assertThat(outcome("putBackSome", SOME, "*", 3600L, 10)).isEqualTo(all(1, 0));

    assertThat(heard(1)).containsExactly("old");
    assertThat(listed("name")).containsExactly("young");
  }

  @Test
  void oneThatDiesAgainComesBackAsOftenAsTheLimitSays() throws Exception {
    die("poison");
    for (int returned = 1; returned <= 3; returned++) {
      assertThat(outcome("putBackAll", new String[0])).isEqualTo(all(1, 0));
      assertThat(heard(1)).containsExactly("poison");
      awaitSettled("notifications.info");
      assertThat(listed("returned")).containsExactly(returned);
    }

    Map<String, Object> outcome = outcome("putBackAll", new String[0]);
    assertThat(outcome).containsEntry("done", 0).containsEntry("refused", 1);
    assertThat((String) outcome.get("problem"))
        .contains("it was put back 3 times, and ReturnLimit is 3");
    assertThat(hearing.desk().calls).hasValue(4);

    var beans = ManagementFactory.getPlatformMBeanServer();
    beans.setAttribute(name(), new Attribute("ReturnLimit", 4));
    assertThat(outcome("putBackAll", new String[0])).isEqualTo(all(1, 0));
    assertThat(heard(1)).containsExactly("poison");
    assertThat(beans.getAttribute(name(), "Returned")).isEqualTo(4L);
  }

  @Test
  void nothingSaysThatItWasDeadOnceItIsBack() throws Exception {
    die("a");
    Beans.activation(EarBean.class).pause();
    assertThat(outcome("putBackAll", new String[0])).isEqualTo(all(1, 0));

    GetResponse back = new RawMessages(fixture).take("notifications.info");
    assertThat(back.getProps().getHeaders()).containsOnly(Map.entry("x-rarebit-returned", 1));
    assertThat(back.getProps().getDeliveryMode()).isEqualTo(2);
  }

  @Test
  void whatIsDroppedIsGone() throws Exception {
    die("a", "b", "c", "d");

    assertThat(outcome("drop", ONE, listed("id").get(0))).isEqualTo(all(1, 0));
    assertThat(listed("name")).containsExactly("b", "c", "d");
    assertThat(outcome("dropSome", SOME, "[bc]", 0L, 10)).isEqualTo(all(2, 0));

    assertThat(listed("name")).containsExactly("d");
    var beans = ManagementFactory.getPlatformMBeanServer();
    assertThat(beans.getAttribute(name(), "Dropped")).isEqualTo(3L);
    assertThat(hearing.desk().calls).hasValue(4);
  }

  @Test
  void nobodyCanHaveLettersPutIntoQueuesThatNoBeanHears() throws Exception {
    publish("payroll", Map.of(), "{}");
    publish("dead", Map.of("x-rarebit-queue", "payroll"), "{\"method\": \"pay\", \"args\": {}}");
    publish("dead", Map.of(), "{\"priority\": \"INFO\"}");

    Map<String, Object> outcome = outcome("putBackAll", new String[0]);

    assertThat(outcome).containsEntry("done", 0).containsEntry("refused", 2);
    assertThat((String) outcome.get("problem")).contains("which queue it came from");
    assertThat(fixture.broker().messageCount("payroll")).isEqualTo(1);
    assertThat(listed("kind")).containsExactly("CAST", "NOTIFICATION");
  }

  @Test
  void whatCannotBeReadIsListedAndMeantByTheStarAlone() throws Exception {
    publish("dead", Map.of("x-rarebit-queue", "notifications.info"), "junk");

    assertThat(listed("kind")).containsExactly("UNREADABLE");
    assertThat(outcome("dropSome", SOME, "?*", 0L, 10)).isEqualTo(all(0, 0));
    assertThat(outcome("dropSome", SOME, "*", 0L, 10)).isEqualTo(all(1, 0));
  }

  @Test
  void oneThatTheBrokerDoesNotTakeEndsItSoThatNoneOvertakesIt() throws Exception {
    die("a", "b");
    hearing.desk().answer = any -> NotificationResult.HANDLED;
    fixture.broker().faults().refusePublishes();

    Map<String, Object> outcome = outcome("putBackAll", new String[0]);
    fixture.broker().faults().acceptPublishes();

    assertThat(outcome).containsEntry("done", 0).containsEntry("complete", false);
    assertThat((String) outcome.get("problem")).isNotBlank();
    assertThat(listed("name")).containsExactly("a", "b");
  }

  @Test
  void whileAnotherAdapterIsAtWorkNobodyElseIsAndWhenItHasGoneItGoesOn() throws Exception {
    die("a");
    Connection other = fixture.admin();
    Channel visit = other.createChannel();
    visit.queueDeclare("dead.visit", false, true, false, Map.of());

    assertThatThrownBy(() -> invoke("list", LIST, 10))
        .rootCause()
        .hasMessage(
            "Somebody else is at work on the dead letters of queue \"dead\", through another"
                + " adapter: try again in a moment.");
    other.close();

    assertThat(listed("name")).containsExactly("a");
    assertThat(fixture.broker().queueNames()).doesNotContain("dead.visit");
  }

  @Test
  void aBrokerThatIsAwayIsSaidInAnExceptionThatEveryConsoleKnows() throws Exception {
    fixture.stopBroker();

    assertThatThrownBy(() -> invoke("list", LIST, 10))
        .hasRootCauseExactlyInstanceOf(IllegalStateException.class)
        .rootCause()
        .hasMessageContaining("Cannot list the dead letters of queue \"dead\": ");
  }

  @Test
  void theQueueIsShownOnceHoweverManyNameItAndGoesWithTheLastOne() throws Exception {
    NotificationActivationSpec other = mortal();
    other.setTopics("others");
    Hearing second = hear(other, "others.info");
    assertThat(Beans.names("DeadLetterQueue")).hasSize(1);

    second.stop(fixture);
    assertThat(Beans.names("DeadLetterQueue")).hasSize(1);
    hearing.stop(fixture);
    assertThat(Beans.names("DeadLetterQueue")).isEmpty();
  }

  @Test
  void whileNothingHasDiedThereIsNothing() throws Exception {
    assertThat(list()).isEmpty();
    assertThat(invoke("count", new String[0])).isEqualTo(0L);
    assertThat(outcome("putBackAll", new String[0])).isEqualTo(all(0, 0));
    assertThatThrownBy(() -> invoke("putBackSome", SOME, " ", 0L, 1))
        .hasRootCauseMessage(
            "Say which ones: a name, * for all of them, and an age of 0 s or more.");
  }
}
