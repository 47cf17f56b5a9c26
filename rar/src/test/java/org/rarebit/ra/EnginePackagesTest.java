package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine knows nothing of Jakarta: the container's contracts are a layer on top of it. */
class EnginePackagesTest {

  private static final Path SOURCES = Path.of("src/main/java/org/rarebit/ra");

  @ParameterizedTest
  @ValueSource(strings = {"wire", "broker", "client", "server"})
  void theEngineImportsNothingOfJakarta(String engine) throws IOException {
    assertThat(importsOf(engine, "jakarta.")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wire", "client", "server", "config", "outbound", "inbound"})
  void theClientOfRabbitMqIsTheBrokersAlone(String folder) throws IOException {
    assertThat(importsOf(folder, "com.rabbitmq.")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "wire, broker client server config outbound inbound",
    "broker, client server config outbound inbound",
    "client, server config outbound inbound",
    "server, client config outbound inbound",
    "config, client server outbound inbound",
    "outbound, server inbound",
    "inbound, client outbound"
  })
  void aPackageImportsOnlyWhatLiesBelowIt(String folder, String notBelow) throws IOException {
    for (String each : notBelow.split(" ", -1)) {
      assertThat(importsOf(folder, "org.rarebit.ra." + each + ".")).as(each).isEmpty();
    }
  }

  private static List<String> importsOf(String folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(EnginePackagesTest::linesOf)
          .filter(line -> line.startsWith("import") && line.contains(" " + prefix))
          .toList();
    }
  }

  private static Stream<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
