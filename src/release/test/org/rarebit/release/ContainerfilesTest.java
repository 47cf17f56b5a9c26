package org.rarebit.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images cannot be built here; what goes into them can be looked at. */
class ContainerfilesTest {

  private static final Path PROJECT = Path.of("../..");

  private static final Path CONTAINERS = PROJECT.resolve("src/containers");

  @ParameterizedTest
  @CsvSource({"payara-micro, payara-micro.version", "wildfly, wildfly.version"})
  void theServerIsTheOneOfTheTests(String server, String property) throws IOException {
    Matcher version =
        Pattern.compile("<" + Pattern.quote(property) + ">([^<]+)<")
            .matcher(Files.readString(PROJECT.resolve("pom.xml")));
    assertThat(version.find()).isTrue();

    assertThat(lines(server, "FROM"))
        .singleElement()
        .asString()
        .endsWith(":" + version.group(1) + "-jdk17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "wildfly"})
  void whatIsCopiedIsMadeByAModuleThatStillMakesIt(String server) throws IOException {
    List<String> sources =
        lines(server, "COPY").stream()
            .flatMap(line -> Stream.of(line.split(" ", -1)))
            .filter(word -> !word.startsWith("/"))
            .toList();

    assertThat(sources).hasSize(3);
    for (String source : sources) {
      String module = source.substring(0, source.indexOf("/target/"));
      String name = source.substring(source.lastIndexOf('/') + 1, source.lastIndexOf('.'));
      Path pom = PROJECT.resolve(module).resolve("pom.xml");
      Path generated = PROJECT.resolve(module).resolve("src/test/resources/projects").resolve(name);
      assertThat(
              Files.exists(generated)
                  || Files.readString(pom).contains("<finalName>" + name + "</finalName>"))
          .as(source)
          .isTrue();
    }
  }

  @Test
  void theCompositionBuildsTheFilesThatAreThere() throws IOException {
    Matcher file =
        Pattern.compile("dockerfile: (\\S+)")
            .matcher(Files.readString(CONTAINERS.resolve("compose.yaml")));

    assertThat(file.results().map(found -> PROJECT.resolve(found.group(1))))
        .hasSize(2)
        .allMatch(Files::exists);
  }

  private static List<String> lines(String server, String instruction) throws IOException {
    return Files.readAllLines(CONTAINERS.resolve(server + ".Containerfile")).stream()
        .filter(line -> line.startsWith(instruction + " "))
        .map(line -> line.substring(instruction.length() + 1))
        .toList();
  }
}
