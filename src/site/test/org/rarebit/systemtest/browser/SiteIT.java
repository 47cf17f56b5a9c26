package org.rarebit.systemtest.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the site: whole, and in need of nothing else. */
class SiteIT {

  private static final Pattern LINK = Pattern.compile("\\s(?:href|src)=\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]*)\"");
  private static final Pattern LOADED =
      Pattern.compile(
          "<(?:script|img|iframe|source)\\b[^>]*\\ssrc=\"([^\"]*)\"|<link\\b[^>]*\\shref=\"([^\"]*)\"");
  private static final Pattern LOADED_BY_CSS =
      Pattern.compile("(?:url\\(|@import\\s+)[\"']?([^\"')]+)");
  private static final Pattern ELSEWHERE = Pattern.compile("(?i)(?:[a-z]+:)?//.*");

  private final Map<Path, Set<String>> ids = new HashMap<>();

  @Test
  void everyLinkOfTheManualLeadsToAPageAndAPlaceInIt() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : Site.pages()) {
      for (String link : found(LINK, page).toList()) {
        if (!link.matches("(?i)[a-z]+:.*") && !leadsSomewhere(page, link.replace("&amp;", "&"))) {
          dead.add(Site.FOLDER.relativize(page) + ": " + link);
        }
      }
    }

    assertThat(dead).isEmpty();
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws IOException {
    List<String> loaded = new ArrayList<>();
    for (Path page : Site.files(".html")) {
      found(LOADED, page).forEach(loaded::add);
    }
    for (Path style : Site.files(".css")) {
      found(LOADED_BY_CSS, style).forEach(loaded::add);
    }

    assertThat(loaded).isNotEmpty().noneMatch(address -> ELSEWHERE.matcher(address).matches());
  }

  @Test
  void theContentsNameEveryPage() throws IOException {
    Path contents = Site.FOLDER.resolve(Site.VERSION).resolve("index.html");
    Set<Path> named =
        found(LINK, contents)
            .map(link -> Site.file(contents, link.replaceFirst("#.*", "")))
            .collect(Collectors.toSet());

    assertThat(Site.pages())
        .filteredOn(page -> !page.endsWith("404.html"))
        .hasSizeGreaterThan(40)
        .isSubsetOf(named);
  }

  @Test
  void classesLeadToTheirJavadoc() throws IOException {
    List<String> links =
        found(LINK, Site.FOLDER.resolve(Site.VERSION).resolve("exceptions.html"))
            .filter(link -> link.contains("/javadoc/"))
            .toList();

    assertThat(links)
        .contains(Site.address("javadoc/org/rarebit/api/MessagingException.html"))
        .doesNotHaveDuplicates();
  }

  @Test
  void theFolderLeadsToItsNewestVersionAndListsThemAll() throws IOException {
    assertThat(Files.readString(Site.FOLDER.resolve("versions.json")))
        .contains("\"" + Site.VERSION + "\"");
    assertThat(found(LINK, Site.FOLDER.resolve("index.html")))
        .allMatch(link -> Files.exists(Site.FOLDER.resolve(link)))
        .isNotEmpty();
  }

  private boolean leadsSomewhere(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    Path file = Site.file(page, hash < 0 ? link : link.substring(0, hash));
    if (!Files.isRegularFile(file)) {
      return false;
    }
    return hash < 0 || ids(file).contains(decoded(link.substring(hash + 1)));
  }

  private Set<String> ids(Path page) throws IOException {
    if (!ids.containsKey(page)) {
      ids.put(page, found(ID, page).collect(Collectors.toSet()));
    }
    return ids.get(page);
  }

  private static String decoded(String anchor) {
    return URLDecoder.decode(anchor, StandardCharsets.UTF_8);
  }

  /** What a pattern's one group that matched holds. */
  private static Stream<String> found(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map(
            (MatchResult result) ->
                result.groupCount() > 1 && result.group(1) == null
                    ? result.group(2)
                    : result.group(1));
  }
}
