package org.rarebit.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingTest {

  @Test
  void whatWorksNeedsNobody() {
    assertThat(about(Samples.activation("A", "State", "ACTIVE", "Served", 7L))).isEmpty();
    assertThat(about(Samples.link("inbound", "State", "OPEN"))).isEmpty();
  }

  @Test
  void aBeanWithoutABrokerSaysWhyItsLinkIsDown() {
    Shown bean = Samples.activation("A", "State", "CONNECTING");
    Shown link =
        Samples.link(
            "inbound", "State", "CONNECTING", "LastError", "No connection to b:1: refused.");

    List<Finding> findings = Finding.about(bean, List.of(bean, link));

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).bad()).isTrue();
    assertThat(findings.get(0).reason())
        .isEqualTo("Nothing can come: No connection to b:1: refused.");
    assertThat(findings.get(0).remedy()).startsWith("Start the broker");
  }

  @Test
  void aPauseByFailuresIsBadAndOneByAnOperatorIsNot() {
    Finding failures =
        about(
                Samples.activation(
                    "A",
                    "State",
                    "PAUSED",
                    "NextAttempt",
                    "2026-11-30T01:00:00Z",
                    "LastError",
                    "SQLException: away"))
            .get(0);
    Finding operator = about(Samples.activation("A", "State", "PAUSED")).get(0);

    assertThat(failures.bad()).isTrue();
    assertThat(failures.reason()).contains("SQLException: away");
    assertThat(failures.remedy()).contains("2026-11-30T01:00:00Z");
    assertThat(operator.bad()).isFalse();
    assertThat(operator.reason()).contains("operator");
  }

  @Test
  void everyStateThatIsNotGoodHasAReasonAndARemedy() {
    for (String state : List.of("CONNECTING", "PAUSED", "PROBING")) {
      assertThat(about(Samples.activation("A", "State", state))).as(state).hasSize(1);
    }
    for (String state : List.of("BLOCKED", "CONNECTING", "LOST")) {
      assertThat(about(Samples.link("outbound", "State", state))).as(state).hasSize(1);
    }
  }

  @Test
  void whatIsLostIsToldByNumber() {
    assertThat(
            about(Samples.activation("A", "State", "ACTIVE", "Rejected", 1L, "Dead", 2L)).stream()
                .map(Finding::reason))
        .containsExactly(
            "1 message could not be read and was rejected.", "2 messages were given up.");
    assertThat(about(Samples.link("outbound", "State", "OPEN", "UndeliveredSends", 3L)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.bad()).isTrue())
        .satisfies(finding -> assertThat(finding.reason()).endsWith("links: 3."));
  }

  @Test
  void callsThatFailForReasonsOfTheirSurroundingsAreTold() {
    Shown client =
        Samples.client(
            "ConnectionsRefused", 2L, "CallFailures", Map.of("TIMED_OUT", 1L, "REMOTE_ERROR", 9L));

    assertThat(about(client).stream().map(Finding::reason))
        .containsExactly(
            "2 connections were asked for and not had.", "1 call got no answer in time.");
  }

  @Test
  void aCallThatWaitsLongIsNoticed() {
    assertThat(about(Samples.link("outbound", "State", "OPEN", "OldestCallMillis", 9_999L)))
        .isEmpty();
    assertThat(about(Samples.link("outbound", "State", "OPEN", "OldestCallMillis", 12_400L)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).contains("for 12 s"));
  }

  private static List<Finding> about(Shown one) {
    return Finding.about(one, List.of(one));
  }
}
