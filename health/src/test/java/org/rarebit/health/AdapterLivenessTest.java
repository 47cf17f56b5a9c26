package org.rarebit.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** What a restart would mend, and what it would not. */
class AdapterLivenessTest {

  private final ShownBeans beans = new ShownBeans();
  private final AdapterLiveness liveness =
      new AdapterLiveness(beans.server, beans::value, beans.clock);

  private Status status() {
    return liveness.call().getStatus();
  }

  @Test
  void whatTheAdapterMendsItselfIsAlive() throws Exception {
    beans.link("inbound", "rarebit in 1", "CONNECTING");
    beans.link("outbound", "rarebit out 1", "LOST").with("UndeliveredSends", 3L);
    beans.activation("calculator@node1", "com.example.CalculatorBean", "CONNECTING");
    beans
        .activation("inventory@node1", "com.example.InventoryBean", "PAUSED")
        .with("NextAttempt", "2026-11-22T00:00:30Z");

    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void beansWhoseMethodsDoNotEndAreStuckWhereATimeIsSet() throws Exception {
    beans.configuration.put(Thresholds.STUCK_AFTER, "60000");
    beans
        .activation("calculator@node1", "com.example.CalculatorBean", "ACTIVE")
        .with("InFlight", 4);
    assertThat(status()).isEqualTo(Status.UP);
    beans.clock.advance(Duration.ofSeconds(60));

    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(liveness.call().getData())
        .contains(
            Map.of(
                "bean CalculatorBean of calculator@node1",
                "4 methods run, and none has ended since 2026-11-22T00:00:00Z"));
  }

  @Test
  void beansOfWhichOneHasEndedAreNotStuck() throws Exception {
    beans.configuration.put(Thresholds.STUCK_AFTER, "60000");
    ShownBeans.Attributes bean =
        beans
            .activation("calculator@node1", "com.example.CalculatorBean", "ACTIVE")
            .with("InFlight", 4);
    assertThat(status()).isEqualTo(Status.UP);
    beans.clock.advance(Duration.ofSeconds(59));
    bean.with("Failed", 1L);
    assertThat(status()).isEqualTo(Status.UP);
    beans.clock.advance(Duration.ofSeconds(59));
    assertThat(status()).isEqualTo(Status.UP);

    bean.with("InFlight", 0);
    assertThat(status()).isEqualTo(Status.UP);
    bean.with("InFlight", 1);
    beans.clock.advance(Duration.ofSeconds(59));
    assertThat(status()).as("it has been idle meanwhile").isEqualTo(Status.UP);
  }

  @Test
  void longMethodsAreAliveWhereNoTimeIsSet() throws Exception {
    beans
        .activation("calculator@node1", "com.example.CalculatorBean", "ACTIVE")
        .with("InFlight", 1);
    assertThat(status()).isEqualTo(Status.UP);
    beans.clock.advance(Duration.ofDays(1));

    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void whatIsConfiguredWronglyIsNoReasonForARestart() {
    beans.configuration.put(Thresholds.STUCK_AFTER, "-1");

    assertThat(status()).isEqualTo(Status.UP);
    assertThat(liveness.call().getData().orElseThrow().toString())
        .contains("rarebit.health.stuck-after-millis must be 0 or more, but is -1.");
  }
}
