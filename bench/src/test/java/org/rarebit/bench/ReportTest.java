package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @Test
  void figuresAreWrittenWhereNoChartCanBeDrawn(@TempDir Path directory) throws Exception {
    Report report = new Report(BenchOptions.parse("--quick"), "RabbitMQ 4.3.6, JDK 21.0.9");
    report.add("idle", "| activations |\n");
    ByteArrayOutputStream progress = new ByteArrayOutputStream();

    report.writeTo(
        directory,
        (comparisons, file) -> {
          Files.createFile(file.resolveSibling("performance.png"));
          throw new UnsatisfiedLinkError("libfontmanager.so: not found");
        },
        new PrintStream(progress, true, StandardCharsets.UTF_8));

    assertThat(directory.resolve("performance.md")).content().contains("4.3.6", "activations");
    assertThat(directory.resolve("performance.json")).content().contains("JDK 21.0.9");
    assertThat(directory.resolve("performance.png")).doesNotExist();
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("libfontmanager.so");
  }
}
