package org.rarebit.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real oslo.messaging of Python, unconfigured, through the embedded broker. */
@Timeout(180)
@Tag("peers")
class OsloMessagingTest {
  private static final Installation INSTALLATION = Installation.chosen();

  @TempDir Path directory;

  @Test
  void pythonCallsServesAndNotifies() throws Exception {
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(
          INSTALLATION.canImport("oslo_messaging"),
          "no oslo_messaging in the Python of " + INSTALLATION + ": it does not join this test");
    }
    try (EmbeddedBroker broker = new EmbeddedBroker().start()) {
      Path output = directory.resolve("output");
      Path errors = directory.resolve("errors");

      int exit =
          run(
              output,
              errors,
              INSTALLATION.python("-u", "src/test/python/oslo_peer.py", broker.url()));

      assertThat(exit).as(() -> read(errors)).isZero();
      assertThat(Files.readAllLines(output))
          .containsExactly(
              "call",
              "call to a server",
              "a hundred calls",
              "cast",
              "fanout",
              "remote exception",
              "timeout",
              "undeliverable",
              "notification with requeue");
      assertThat(broker.await(Duration.ofSeconds(20), b -> b.connectionCount() == 0)).isTrue();
    }
  }

  private static int run(Path output, Path errors, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(Map.of("PYTHONDONTWRITEBYTECODE", "1"));
    Process process =
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly(); // if the test is interrupted
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
