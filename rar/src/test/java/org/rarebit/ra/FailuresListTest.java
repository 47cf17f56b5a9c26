package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/failures.md says of each failure what is seen and kept, and names a test that exists. */
class FailuresListTest {

  private static List<String> rows() throws Exception {
    return Files.readAllLines(Path.of("..", "docs", "failures.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| What happens"))
        .filter(line -> !line.startsWith("| ---"))
        .filter(
            line -> !line.matches("\\| (Exception|`\\w+Exception`).*")) // the table of exceptions
        .toList();
  }

  @Test
  void everyRowIsCompleteAndNamesATest() throws Exception {
    assertThat(rows())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            row -> {
              assertThat(row.split("\\|")).hasSize(5).doesNotContain("  ");
              assertThat(NamedTests.areIn(row)).as(row).isTrue();
            });
  }

  @Test
  void everyTestInTheListExists() throws Exception {
    assertThat(NamedTests.missingOf(String.join("\n", rows()))).isEmpty();
  }
}
