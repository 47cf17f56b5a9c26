package org.rarebit.check;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Step GOOD = new Step("connect", "Connect", Step.Outcome.OK, 7, "", "");
  private static final Step BAD =
      new Step(
          "call", "Call", Step.Outcome.FAILED, 12, "\"<b>\" & \\ said:\n\tno\u0001 世界", "Mend it.");
  private static final Step LEFT_OUT =
      new Step("notify", "Notify", Step.Outcome.NOT_RUN, 0, "", "");

  @Test
  void scriptsReadWhatHappenedWhateverTheReasonHolds() {
    JsonObject json = read(new Report(Map.of("server", "A \"B\""), List.of(GOOD, BAD, LEFT_OUT)));

    assertThat(json.getBoolean("ok")).isFalse();
    assertThat(json.getString("server")).isEqualTo("A \"B\"");
    JsonObject bad = json.getJsonArray("steps").getJsonObject(1);
    assertThat(bad.getString("step")).isEqualTo("call");
    assertThat(bad.getString("outcome")).isEqualTo("failed");
    assertThat(bad.getInt("millis")).isEqualTo(12);
    assertThat(bad.getString("reason")).isEqualTo(BAD.reason());
    assertThat(bad.getString("remedy")).isEqualTo("Mend it.");
    assertThat(json.getJsonArray("steps").getJsonObject(2).getString("outcome"))
        .isEqualTo("not run");
  }

  @Test
  void allIsWellOnlyIfEachStepIs() {
    assertThat(read(new Report(Map.of(), List.of(GOOD))).getBoolean("ok")).isTrue();
    assertThat(read(new Report(Map.of(), List.of(GOOD, LEFT_OUT))).getBoolean("ok")).isFalse();
  }

  @Test
  void thePageShowsReasonAndRemedyAsText() {
    String page = new Report(Map.of("broker", "<host>"), List.of(GOOD, BAD)).html();

    assertThat(page)
        .contains("Something does not work", "7 ms", "Mend it.", "&lt;host&gt;")
        .contains("\"&lt;b&gt;\" &amp; \\ said:")
        .doesNotContain("<b>", "<host>");
  }

  private static JsonObject read(Report report) {
    try (JsonReader reader = Json.createReader(new StringReader(report.json()))) {
      return reader.readObject();
    }
  }
}
