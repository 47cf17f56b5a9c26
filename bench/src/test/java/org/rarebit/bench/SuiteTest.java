package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
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
            "--rounds 1 --seconds 0.2 --callers 1,2 --peers raw,rarebit-se --cases calls,async,casts,servers,queues,activations,first"
                .split(" "));
    Report report = new Report(options, "the embedded broker");

    try (EmbeddedBroker embedded = new EmbeddedBroker().start()) {
      BenchBroker broker = new BenchBroker(embedded.url(), "the embedded broker", () -> {}, null);
      Installation installation = new Installation(work, options.surroundings());
      PrintStream progress = new PrintStream(OutputStream.nullOutputStream());
      new Suite(options, report, progress).run(broker, installation);
      report.add("idle", IdleTable.measure(broker, installation, true, progress));
    }
    report.writeTo(work.resolve("out"), RatioChart::write, System.err);

    assertThat(report.toMarkdown())
        .contains(
            "**1 caller**",
            "**2 callers**",
            "1,000 in flight",
            "The first call",
            "| 4 |",
            "| queues |",
            "| activations |",
            "| 10 | plain Java |",
            "| raw |",
            "| rarebit-se |")
        .doesNotContain("NaN");
    assertThat(work.resolve("out/performance.json")).isNotEmptyFile();
    assertThat(ImageIO.read(work.resolve("out/performance.png").toFile()).getWidth())
        .isGreaterThan(500);
  }
}
