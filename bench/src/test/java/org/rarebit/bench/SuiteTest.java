package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.testkit.broker.EmbeddedBroker;

class SuiteTest {

  @Test
  void theAdapterAndTheYardstickTakeTurnsInProcessesOfTheirOwn(@TempDir Path work)
      throws Exception {
    BenchOptions options =
        BenchOptions.parse(
            "--rounds 2 --seconds 0.05 --callers 1,2 --peers raw,rarebit-se --cases calls,async,servers,first"
                .split(" "));
    Report report = new Report(options, "the embedded broker");

    try (EmbeddedBroker embedded = new EmbeddedBroker().start()) {
      BenchBroker broker = new BenchBroker(embedded.url(), "the embedded broker", () -> {}, null);
      Installation installation = new Installation(work, List.of());
      new Suite(options, report, new PrintStream(OutputStream.nullOutputStream()))
          .run(broker, installation);
      report.add("idle", IdleTable.measure(broker, installation, true));
    }
    report.writeTo(work.resolve("out"));

    assertThat(report.toMarkdown())
        .contains(
            "**1 caller**",
            "**2 callers**",
            "1,000 in flight",
            "first call",
            "4 processes",
            "| 10 |",
            "| raw |",
            "| rarebit-se |")
        .doesNotContain("NaN");
    assertThat(work.resolve("out/performance.json")).isNotEmptyFile();
    assertThat(ImageIO.read(work.resolve("out/performance.png").toFile()).getWidth())
        .isGreaterThan(500);
  }
}
