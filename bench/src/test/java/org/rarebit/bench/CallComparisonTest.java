package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallComparisonTest {

  @Test
  void everyPeerCallsAndIsMeasured() throws Exception {
    ComparisonOptions options =
        new ComparisonOptions("embedded", 2, Duration.ofMillis(50), List.of(1, 2));
    ByteArrayOutputStream report = new ByteArrayOutputStream();

    new CallComparison(options, new PrintStream(OutputStream.nullOutputStream()))
        .run(new PrintStream(report, true, StandardCharsets.UTF_8));

    assertThat(report.toString(StandardCharsets.UTF_8))
        .contains("**1 caller**", "**2 callers**", "| raw-oslo |", "| rarebit |")
        .doesNotContain("NaN");
  }
}
