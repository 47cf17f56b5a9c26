package org.rarebit.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * README and docs: a shell understands their commands, and there is what these name: programs,
 * Maven's modules and profiles, test classes, the options of the benchmark.
 */
class ManualCommandsTest {

  private static final Path ROOT = Path.of("..");

  private static final Pattern BLOCK = Pattern.compile("(?m)(?<=^\\n)(?: {4}.*\\n)+");
  private static final Pattern COMMAND =
      Pattern.compile(
          " {4}(?:(?:\\./|src/|bench/|\\.ci/|\\$\\w+/)\\S+"
              + "|java|mvn|git|curl|export|asadmin|apt-get|podman|kubectl) ?.*\\n(?s:.*)");

  private static final Pattern PROFILE = Pattern.compile("<profile>\\s*<id>([\\w-]+)</id>");
  private static final Pattern TEST_NAMES = Pattern.compile("-D(?:it\\.)?test=(.+)");

  private static Set<String> profiles;
  private static Set<String> testClasses;
  private static String benchmark;

  /** The commands of one block of a page, as they are typed. */
  record Commands(Page page, String text) {

    List<List<String>> words() {
      return text.replace("\\\n", " ")
          .lines()
          .map(line -> line.replaceAll("(^|\\s)#.*", ""))
          .flatMap(line -> Arrays.stream(line.split("&&")))
          .map(line -> List.of(line.replace("'", "").strip().split("\\s+")))
          .toList();
    }

    @Override
    public String toString() {
      return page + ": " + text.lines().findFirst().orElseThrow();
    }
  }

  @BeforeAll
  static void readTheProject() throws IOException {
    profiles =
        read("pom.xml")
            .flatMap(pom -> PROFILE.matcher(pom).results().map((MatchResult m) -> m.group(1)))
            .collect(Collectors.toSet());
    testClasses =
        files(ROOT, ".java")
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    benchmark =
        files(ROOT.resolve("bench/src/main/java/org/rarebit/bench"), ".java")
            .map(ManualCommandsTest::text)
            .collect(Collectors.joining());
  }

  static List<Commands> commands() throws IOException {
    return Page.all().stream()
        .flatMap(
            page ->
                BLOCK
                    .matcher(page.text())
                    .results()
                    .map(MatchResult::group)
                    .filter(block -> COMMAND.matcher(block).matches())
                    .map(block -> new Commands(page, block.replaceAll("(?m)^ {4}", ""))))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aShellUnderstandsEachCommand(Commands commands) throws Exception {
    Process shell = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var in = shell.getOutputStream()) {
      in.write(commands.text().getBytes(StandardCharsets.UTF_8));
    }

    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(shell.exitValue()).isZero();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandNamesWhatThereIs(Commands commands) {
    for (List<String> words : commands.words()) {
      String program = words.get(0);
      if (program.matches("(\\./|src/|bench/|\\.ci/).*")) {
        assertThat(ROOT.resolve(program)).isExecutable();
      }
      if (program.equals("./mvnw")) {
        words.forEach(ManualCommandsTest::requireProfilesAndTests);
        requireModules(words);
      }
      if (words.contains("bench/target/rarebit-bench.jar")) {
        words.stream()
            .filter(word -> word.startsWith("--"))
            .forEach(option -> assertThat(benchmark.contains(option + " ")).as(option).isTrue());
      }
    }
  }

  private static void requireProfilesAndTests(String word) {
    if (word.startsWith("-P")) {
      assertThat(profiles).contains(word.substring(2).split(","));
    }
    var tests = TEST_NAMES.matcher(word);
    if (tests.matches() && !tests.group(1).equals("none")) {
      Pattern name = Pattern.compile(tests.group(1).replaceAll("#.*", "").replace("*", "\\w*"));
      assertThat(testClasses).anyMatch(name.asMatchPredicate());
    }
  }

  private static void requireModules(List<String> words) {
    int option = words.indexOf("-pl");
    if (option >= 0) {
      for (String module : words.get(option + 1).split(",", -1)) {
        assertThat(ROOT.resolve(module).resolve("pom.xml")).isRegularFile();
      }
    }
  }

  private static Stream<String> read(String name) throws IOException {
    return files(ROOT, name).map(ManualCommandsTest::text);
  }

  /** Of the sources: what is below a {@code target} has been made from them. */
  private static Stream<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all
          .filter(file -> file.toString().endsWith(end))
          .filter(file -> !file.toString().contains("/target/"))
          .toList()
          .stream();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
