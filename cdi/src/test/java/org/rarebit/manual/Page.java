package org.rarebit.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the manual.
 *
 * @param file where it is
 * @param text what it says
 */
record Page(Path file, String text) {

  /** Maven and IDEs run tests in their module's directory. */
  private static final Path ROOT = Path.of("..");

  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern XML = Pattern.compile("(?ms)^```xml\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  /** Those of the root and of docs, with all below it. */
  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      for (Path file : Stream.concat(top, docs).sorted().toList()) {
        if (file.toString().endsWith(".md")) {
          pages.add(of(file));
        }
      }
    }
    return pages;
  }

  static Page of(Path file) throws IOException {
    return new Page(file, Files.readString(file));
  }

  /** Links to files and headings of the project. */
  List<String> links() {
    return matches(LINK, prose()).filter(link -> !link.contains("://")).toList();
  }

  /** Its blocks of XML. */
  List<String> xml() {
    return matches(XML, text).toList();
  }

  /** Whether there is what a link leads to. */
  boolean leadsSomewhere(String link) throws IOException {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? file : file.resolveSibling(path);
    return Files.exists(target)
        && (hash < 0 || of(target).anchors().contains(link.substring(hash + 1)));
  }

  /** Its headings, as GitHub and others make anchors of them. */
  private List<String> anchors() {
    return matches(HEADING, prose())
        .map(heading -> heading.toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{Alnum}_ -]", "").replace(' ', '-'))
        .toList();
  }

  private String prose() {
    return FENCE.matcher(text).replaceAll("");
  }

  private static Stream<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
