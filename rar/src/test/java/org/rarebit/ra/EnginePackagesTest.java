package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine knows nothing of Jakarta: the container's contracts are a layer on top of it. */
class EnginePackagesTest {

  private static final Path SOURCES = Path.of("src/main/java/org/rarebit/ra");

  @ParameterizedTest
  @ValueSource(strings = {"wire", "contract", "broker", "client", "server"})
  void theEngineImportsNothingOfJakarta(String engine) throws IOException {
    Path folder = SOURCES.resolve(engine);
    if (Files.exists(folder)) {
      assertThat(importsOf(folder, "jakarta.")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "server", "outbound", "inbound"})
  void theClientOfRabbitMqIsTheBrokersAlone(String folder) throws IOException {
    if (Files.exists(SOURCES.resolve(folder))) {
      assertThat(importsOf(SOURCES.resolve(folder), "com.rabbitmq.")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"outbound", "inbound"})
  void theEngineDoesNotKnowWhatLiesOnIt(String layer) throws IOException {
    for (String engine : List.of("client", "server")) {
      if (Files.exists(SOURCES.resolve(engine))) {
        assertThat(importsOf(SOURCES.resolve(engine), "org.rarebit.ra." + layer)).isEmpty();
      }
    }
  }

  private static List<String> importsOf(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
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
