package org.rarebit.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final Path WEB = Path.of("src/main/webapp");
  private static final Path SOURCES = Path.of("src/main/java/org/rarebit/console");

  /** The adapter's own test compares that page with what JMX has. */
  @Test
  void everyAttributeThatIsShownOrJudgedIsInTheManual() throws Exception {
    Set<String> used = new TreeSet<>();
    used.addAll(
        all("\\[\"[^\"]*\", \"([A-Z]\\w+)\"\\]", Files.readString(WEB.resolve("cards.js"))));
    used.addAll(all("attributes\\.([A-Z]\\w+)", Files.readString(WEB.resolve("cards.js"))));
    try (Stream<Path> sources = Files.list(SOURCES)) {
      for (Path source : sources.toList()) {
        used.addAll(
            all("\\.(?:text|number|counts)\\(\"([A-Z]\\w+)\"\\)", Files.readString(source)));
      }
    }
    String manual =
        Files.readString(Path.of("../docs/monitoring.md"))
            + Files.readString(Path.of("../docs/operations.md"));

    assertThat(used).contains("State", "CallSeconds", "CallsInFlight", "UndeliveredSends");
    assertThat(used).allSatisfy(name -> assertThat(manual).contains("`" + name + "`"));
  }

  @Test
  void nothingComesFromElsewhereAndNothingIsInline() throws Exception {
    for (String file :
        List.of("index.html", "console.js", "charts.js", "cards.js", "console.css")) {
      assertThat(Files.readString(WEB.resolve(file)))
          .as(file)
          .doesNotContain("http:", "https:", "//cdn", "style=", "onclick", "innerHTML");
    }
    assertThat(Files.readString(WEB.resolve("index.html"))).doesNotContain("<style", "<script>");
  }

  private static Set<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
