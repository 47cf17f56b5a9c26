package org.rarebit.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** What is ready, and what is not, by what JMX shows. */
class AdapterReadinessTest {

  private final ShownBeans beans = new ShownBeans();
  private final AdapterReadiness readiness =
      new AdapterReadiness(beans.server, beans::value, beans.clock);

  private Status status() {
    return readiness.call().getStatus();
  }

  private Map<String, Object> data() {
    return readiness.call().getData().orElseThrow();
  }

  @Test
  void whatIsOpenAndServesIsReady() throws Exception {
    beans.link("inbound", "rarebit in 1", "OPEN");
    beans.link("outbound", "rarebit out 1", "OPEN");
    beans.activation("calculator@node1", "com.example.CalculatorBean", "ACTIVE");

    HealthCheckResponse answer = readiness.call();

    assertThat(answer.getName()).isEqualTo("rarebit-readiness");
    assertThat(answer.getStatus()).isEqualTo(Status.UP);
    assertThat(answer.getData()).contains(Map.of("links", 2L, "beans", 1L));
  }

  @Test
  void anAdapterThatNobodyHasUsedYetIsReady() {
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void aLinkThatShouldBeOpenAndIsNotIsToldWithTheReason() throws Exception {
    beans
        .link("inbound", "rarebit in 1", "CONNECTING")
        .with("LastError", "rabbit1:5672 refused user \"app\"");

    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(data())
        .containsEntry(
            "link rarebit in 1",
            "no connection to rabbit1:5672, virtual host nova: rabbit1:5672 refused user \"app\"");
  }

  @Test
  void aLinkThatHasNotBeenTriedYetIsToldWithoutAReason() throws Exception {
    beans.link("inbound", "rarebit in 1", "CONNECTING");

    assertThat(data())
        .containsEntry("link rarebit in 1", "no connection to rabbit1:5672, virtual host nova");
  }

  @Test
  void aLostLinkIsNoMatterWhileAnotherToTheSameBrokerIsOpen() throws Exception {
    beans.link("outbound", "rarebit out 1", "LOST").with("LastError", "connection reset");
    assertThat(data())
        .containsEntry(
            "link rarebit out 1",
            "the connection to rabbit1:5672, virtual host nova is lost: connection reset");

    ShownBeans.Attributes elsewhere =
        beans.link("outbound", "rarebit out 2", "OPEN").with("VirtualHost", "glance");
    assertThat(status()).isEqualTo(Status.DOWN);

    elsewhere.with("VirtualHost", "nova");
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void aBrokerThatTakesNoMessagesIsToldUnlessThatIsReadyEnough() throws Exception {
    beans.link("outbound", "rarebit out 1", "BLOCKED").with("BlockedReason", "low on memory");
    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(data())
        .containsEntry(
            "link rarebit out 1",
            "rabbit1:5672, virtual host nova takes no messages: low on memory");

    beans.configuration.put(Thresholds.BLOCKED_IS_READY, "true");
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void aBeanThatGetsNothingIsTold() throws Exception {
    beans.activation("calculator@node1", "com.example.CalculatorBean", "CONNECTING");

    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(data())
        .containsEntry(
            "bean CalculatorBean of calculator@node1",
            "gets nothing: there is no connection to the broker");
  }

  @Test
  void anOpenBreakerIsToldWithoutTheTextOfTheFailure() throws Exception {
    beans
        .activation("calculator@node1", "com.example.CalculatorBean", "PAUSED")
        .with("NextAttempt", "2026-11-22T00:00:30Z")
        .with("LastError", "IllegalStateException: secret");

    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(data().toString())
        .contains("is paused by its failures until 2026-11-22T00:00:30Z")
        .doesNotContain("secret");
  }

  @Test
  void aBeanThatWaitsForOneRequestToDecideIsReady() throws Exception {
    beans.activation("calculator@node1", "com.example.CalculatorBean", "PROBING");

    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void aBeanThatAnOperatorHasPausedIsReadyUnlessThatIsToldOtherwise() throws Exception {
    beans.activation("calculator@node1", "com.example.CalculatorBean", "PAUSED");
    assertThat(status()).isEqualTo(Status.UP);

    beans.configuration.put(Thresholds.PAUSED_IS_READY, "false");
    assertThat(status()).isEqualTo(Status.DOWN);
  }

  @Test
  void fewerBeansThanThereShouldBeAreTold() throws Exception {
    beans.configuration.put(Thresholds.ACTIVATIONS, "2");
    beans.activation("calculator@node1", "com.example.CalculatorBean", "ACTIVE");
    assertThat(status()).isEqualTo(Status.DOWN);

    beans.activation("inventory@node1", "com.example.InventoryBean", "ACTIVE");
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void whatIsDownForAMomentIsReadyWherePatienceIsAskedFor() throws Exception {
    beans.configuration.put(Thresholds.PATIENCE, "30000");
    ShownBeans.Attributes link = beans.link("inbound", "rarebit in 1", "CONNECTING");
    assertThat(status()).isEqualTo(Status.UP);
    beans.clock.advance(Duration.ofSeconds(29));
    assertThat(status()).isEqualTo(Status.UP);
    beans.clock.advance(Duration.ofSeconds(1));
    assertThat(status()).isEqualTo(Status.DOWN);

    link.with("State", "OPEN");
    assertThat(status()).isEqualTo(Status.UP);
    link.with("State", "CONNECTING");
    assertThat(status()).as("the patience begins anew").isEqualTo(Status.UP);
  }

  @Test
  void whatDidNotLeaveIsToldForAMinuteAndNotWhatWasLostBefore() throws Exception {
    ShownBeans.Attributes link = beans.link("outbound", "rarebit out 1", "OPEN");
    link.with("UndeliveredSends", 7L);
    assertThat(status()).as("nobody knows since when").isEqualTo(Status.UP);

    link.with("UndeliveredSends", 9L);
    assertThat(data().toString())
        .contains("2 messages of committed transactions did not leave in the last 60000 ms");

    beans.clock.advance(Duration.ofSeconds(61));
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void whatDidNotLeaveIsToldAlthoughItsLinkHasGoneMeanwhile() throws Exception {
    beans.link("outbound", "rarebit out 1", "OPEN");
    assertThat(status()).isEqualTo(Status.UP);
    beans.hideAll();
    assertThat(status()).isEqualTo(Status.UP);

    beans.link("outbound", "rarebit out 2", "OPEN").with("UndeliveredSends", 1L);

    assertThat(status()).isEqualTo(Status.DOWN);
  }

  @Test
  void someUndeliveredMessagesAreReadyWhereThatIsAskedFor() throws Exception {
    beans.configuration.put(Thresholds.UNDELIVERED, "1");
    ShownBeans.Attributes link = beans.link("outbound", "rarebit out 1", "OPEN");
    assertThat(status()).isEqualTo(Status.UP);

    link.with("UndeliveredSends", 1L);
    assertThat(status()).isEqualTo(Status.UP);
    link.with("UndeliveredSends", 2L);
    assertThat(status()).isEqualTo(Status.DOWN);
  }

  @Test
  void whatIsConfiguredWronglyIsDownWithTheReason() {
    beans.configuration.put(Thresholds.PATIENCE, "soon");

    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(data())
        .containsEntry(
            "rarebit", "rarebit.health.patience-millis must be a number, but is \"soon\".");
  }
}
