package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/conformance.md names tests that exist, and those that are tagged with a point. */
class ConformanceListTest {

  private static final Path TESTS = Path.of("src", "test", "java", "org", "rarebit", "ra");
  private static final int POINTS = 90;
  private static final int MISTAKES = 13;
  private static final Pattern TAGGED =
      Pattern.compile("@Tag\\(\"(?:point|bug)-(B?\\d+)\"\\)(?=.*?void (\\w+)\\()", Pattern.DOTALL);

  @Test
  void everyPointIsInTheListWithATestOrTheReasonWhyNot() throws Exception {
    for (int point = 1; point <= POINTS; point++) {
      Matcher row =
          Pattern.compile("^\\| " + point + " \\|(.*)\\|$", Pattern.MULTILINE).matcher(list());
      assertThat(row.find()).as("point %d is in the list", point).isTrue();
      assertThat(NamedTests.areIn(row.group(1)) || row.group(1).contains("Does not apply: "))
          .as("point %d names a test, or says why there is none", point)
          .isTrue();
      assertThat(row.find()).as("point %d is in the list twice", point).isFalse();
    }
  }

  @Test
  void everyMistakeOfOthersHasATestThatIsTaggedWithIt() throws Exception {
    Set<String> tagged = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(TESTS)) {
      for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher tag = TAGGED.matcher(Files.readString(source));
        while (tag.find()) {
          tagged.add(tag.group(1));
        }
      }
    }

    for (int mistake = 1; mistake <= MISTAKES; mistake++) {
      assertThat(tagged).contains("B" + mistake);
    }
  }

  @Test
  void everyTestInTheListExists() throws Exception {
    assertThat(NamedTests.missingOf(list())).isEmpty();
  }

  @Test
  void everyPointThatATestIsTaggedWithIsInTheList() throws Exception {
    Set<String> missing = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(TESTS)) {
      for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher tagged = TAGGED.matcher(Files.readString(source));
        while (tagged.find()) {
          Pattern row =
              Pattern.compile(
                  "^\\| " + tagged.group(1) + " \\|.*" + tagged.group(2) + "`", Pattern.MULTILINE);
          if (!row.matcher(list()).find()) {
            missing.add(tagged.group(1) + " " + tagged.group(2));
          }
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  private static String list() throws Exception {
    return Files.readString(Path.of("..", "docs", "conformance.md"));
  }
}
