package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file that has grown is divided, or CONTRIBUTING.md says why it is not. */
class LargeFilesTest {

  private static final Path PROJECT = Path.of("..");
  private static final int MOST_LINES = 300; // of code: no comments, no empty lines
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//[^\\n]*$");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| \\S");

  @Test
  void largeFilesHaveAReason() throws IOException {
    String reasons = Files.readString(PROJECT.resolve("CONTRIBUTING.md"));
    List<String> explained =
        ROW.matcher(reasons.substring(reasons.indexOf("### Larger files")))
            .results()
            .map(row -> row.group(1))
            .toList();

    assertThat(largeFiles()).containsExactlyInAnyOrderElementsOf(explained);
  }

  private static List<String> largeFiles() throws IOException {
    try (Stream<Path> modules = Files.list(PROJECT)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(LargeFilesTest::sourcesOf)
          .filter(file -> linesOfCode(file) > MOST_LINES)
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .toList();
    }
  }

  private static Stream<Path> sourcesOf(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long linesOfCode(Path file) {
    try {
      String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
      return code.lines().filter(line -> !line.isBlank()).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
