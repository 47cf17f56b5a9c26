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
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
  private static final Pattern TAGGED =
      Pattern.compile("@Tag\\(\"point-(\\d+)\"\\)(?=.*?void (\\w+)\\()", Pattern.DOTALL);

  @Test
  void everyTestInTheListExists() throws Exception {
    Matcher named = NAMED.matcher(list());
    while (named.find()) {
      assertThat(sourceOf(named.group(1))).as(named.group()).contains(" " + named.group(2) + "(");
    }
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

  private static String sourceOf(String testClass) throws Exception {
    try (Stream<Path> sources = Files.walk(TESTS)) {
      Path source =
          sources
              .filter(file -> file.getFileName().toString().equals(testClass + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no test class " + testClass));
      return Files.readString(source);
    }
  }
}
