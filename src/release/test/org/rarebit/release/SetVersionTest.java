package org.rarebit.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a copy of the project's own files: a place that a new version forgets is found here. */
class SetVersionTest {

  private static final Path PROJECT = Path.of("../..");

  private static final LocalDate DAY = LocalDate.of(2027, 2, 28);

  @TempDir private Path copy;

  @BeforeEach
  void copyWhatHasAVersion() throws IOException {
    try (Stream<Path> files = Files.walk(PROJECT)) {
      List<Path> wanted =
          files
              .filter(
                  file ->
                      file.toString()
                          .matches(".*(/pom\\.xml|\\.md|/ra\\.xml|/RarebitResourceAdapter\\.java)"))
              .filter(file -> !file.toString().matches(".*/(target|node_modules)/.*"))
              .map(PROJECT::relativize)
              .toList();
      for (Path file : wanted) {
        Files.createDirectories(copy.resolve(file).getParent());
        Files.copy(PROJECT.resolve(file), copy.resolve(file));
      }
    }
  }

  @Test
  void aReleaseIsWrittenToAllPlaces() throws IOException {
    SetVersion setVersion = new SetVersion(copy);

    setVersion.to("7.8.9-RC1", DAY);

    assertThat(setVersion.left()).isEmpty();
    assertThat(read("api/pom.xml")).contains("<version>7.8.9-RC1</version>");
    assertThat(read("docs/deploying.md")).contains("<version>7.8.9-RC1</version>");
    assertThat(read("rar/src/main/rar/META-INF/ra.xml"))
        .contains("<resourceadapter-version>7.8.9-RC1</resourceadapter-version>");
    assertThat(read("rar/src/main/java/org/rarebit/ra/RarebitResourceAdapter.java"))
        .contains("version = \"7.8.9-RC1\"");
    assertThat(read("pom.xml"))
        .contains(
            "<project.build.outputTimestamp>2027-02-28T00:00:00Z</project.build.outputTimestamp>");
    assertThat(read("CHANGELOG.md")).contains("## Unreleased\n\n## 7.8.9-RC1 – 2027-02-28\n");
  }

  @Test
  void aSnapshotIsNoReleaseOfTheChangelogAndKeepsTheTime() throws IOException {
    new SetVersion(copy).to("7.8.9-SNAPSHOT", DAY);

    assertThat(read("CHANGELOG.md")).isEqualTo(Files.readString(PROJECT.resolve("CHANGELOG.md")));
    assertThat(read("pom.xml"))
        .contains("<version>7.8.9-SNAPSHOT</version>")
        .doesNotContain("2027-02-28");
    assertThat(read("rar/src/main/rar/META-INF/ra.xml"))
        .contains("<resourceadapter-version>7.8.9</resourceadapter-version>");
  }

  @Test
  void theNextVersionFindsThePlacesOfTheLast() throws IOException {
    new SetVersion(copy).to("7.8.9", DAY);
    SetVersion next = new SetVersion(copy);

    next.to("7.9.0-SNAPSHOT", DAY);

    assertThat(next.left()).isEmpty();
    assertThat(read("docs/telemetry.md")).contains("<version>7.9.0-SNAPSHOT</version>");
  }

  @Test
  void librariesOfTheSameVersionStay() throws IOException {
    String library =
        """
        <groupId>org.example</groupId>
        <artifactId>library</artifactId>
        <version>7.8.9</version>
        """;
    new SetVersion(copy).to("7.8.9", DAY);
    Files.writeString(copy.resolve("docs/telemetry.md"), library);

    new SetVersion(copy).to("7.9.0", DAY);

    assertThat(read("docs/telemetry.md")).isEqualTo(library);
  }

  private String read(String file) throws IOException {
    return Files.readString(copy.resolve(file));
  }
}
