package org.rarebit.ra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tests that a text names, as {@code `ClassTest.method`}, and whether they exist. */
final class NamedTests {

  private static final Path TESTS = Path.of("src", "test", "java");
  private static final Path SYSTEM_TESTS = Path.of("..", "src", "test", "java");
  private static final Path ARCHIVE_TESTS = Path.of("archive", "src", "test", "java");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

  private NamedTests() {}

  /** Whether a text names any test. */
  static boolean areIn(String text) {
    return NAMED.matcher(text).find();
  }

  /**
   * Those that there are not, of the adapter's tests, those of its archive, and the system tests.
   */
  static List<String> missingOf(String text) throws IOException {
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      if (!sourceOf(named.group(1)).contains("void " + named.group(2) + "(")) {
        missing.add(named.group());
      }
    }
    return missing;
  }

  /** Empty if there is no such class. */
  private static String sourceOf(String testClass) throws IOException {
    try (Stream<Path> tests = Files.walk(TESTS);
        Stream<Path> systemTests = Files.walk(SYSTEM_TESTS);
        Stream<Path> archiveTests = Files.walk(ARCHIVE_TESTS)) {
      Path source =
          Stream.of(tests, systemTests, archiveTests)
              .flatMap(files -> files)
              .filter(file -> file.getFileName().toString().equals(testClass + ".java"))
              .findFirst()
              .orElse(null);
      return source == null ? "" : Files.readString(source);
    }
  }
}
