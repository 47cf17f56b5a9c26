package org.rarebit.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/**
 * README and docs: their Java compiles, against the API as it is, their XML is well-formed, and
 * their links lead somewhere.
 */
class ManualTest {

  /** What a newcomer reads of the API. */
  private static final Path OVERVIEW =
      Path.of("../api/src/main/java/org/rarebit/api/package-info.java");

  private static final Pattern ARTIFACT =
      Pattern.compile("<artifactId>(rarebit-[a-z-]+)</artifactId>");

  private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

  @TempDir private Path classes;

  static List<Page> pages() throws IOException {
    return Page.all();
  }

  static Stream<Snippet> snippets() throws IOException {
    return Stream.concat(
        Page.all().stream().map(Snippet::of).flatMap(List::stream),
        Snippet.ofJavadoc(Page.of(OVERVIEW)).stream());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Page page) throws IOException {
    for (String link : page.links()) {
      assertThat(page.leadsSomewhere(link)).as("%s in %s", link, page).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyXmlIsWellFormedAndNamesArtifactsThatArePublished(Page page) throws Exception {
    Set<String> published =
        artifacts(Files.readString(Path.of("../bom/pom.xml"))).collect(Collectors.toSet());
    for (String xml : page.xml()) {
      String document = "<all>" + xml.replaceFirst("<\\?xml[^>]*>", "") + "</all>";
      DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(document)));

      assertThat(published).containsAll(artifacts(xml).toList());
    }
  }

  @Test
  void theOverviewOfTheApiHasCodeForEachOfItsParts() throws IOException {
    assertThat(Snippet.ofJavadoc(Page.of(OVERVIEW))).hasSizeGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void everySnippetCompiles(Snippet snippet) {
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-parameters",
            "-d",
            classes.toString(),
            "-classpath",
            System.getProperty("java.class.path"));

    List<Source> sources = snippet.units().stream().map(Source::new).toList();
    JAVAC.getTask(null, null, said, options, null, sources).call();

    assertThat(said.getDiagnostics())
        .filteredOn(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .extracting(diagnostic -> diagnostic.getMessage(Locale.ROOT))
        .isEmpty();
  }

  private static Stream<String> artifacts(String xml) {
    return ARTIFACT.matcher(xml).results().map(result -> result.group(1));
  }

  /** Source in memory. */
  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String text) {
      super(URI.create("string:///org/rarebit/manual/Compiled.java"), Kind.SOURCE);
      this.text = text;
    }

    /** A page's files have names that their text alone tells. */
    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
