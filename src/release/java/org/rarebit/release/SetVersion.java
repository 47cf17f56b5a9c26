package org.rarebit.release;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sets the project's version wherever it stands: in the POMs, in what the adapter says of itself,
 * and in what users copy from the manual. A release also gets its heading in CHANGELOG.md and its
 * date as the time of all archives.
 *
 * <p>{@code src/release/set-version} runs it from its source, so that nothing has to be built
 * before.
 */
public final class SetVersion {

  private static final Pattern ALLOWED =
      Pattern.compile("\\d+\\.\\d+\\.\\d+(-(M|RC)\\d+)?(-SNAPSHOT)?");

  private static final String SNAPSHOT = "-SNAPSHOT";

  private static final Set<String> LEFT_OUT = Set.of("target", ".git", "node_modules");

  /** What ends a version, so that 1.0.0 is not found in 1.0.0-RC1 or in 1.0.01. */
  private static final String END = "(?![-.]?[0-9A-Za-z])";

  private final Path root;
  private final String old;

  public SetVersion(Path root) throws IOException {
    this.root = root;
    Matcher own =
        Pattern.compile("<artifactId>rarebit-parent</artifactId>\\s*<version>([^<]+)<")
            .matcher(Files.readString(root.resolve("pom.xml")));
    if (!own.find()) {
      throw new IOException("No version of rarebit-parent in " + root.resolve("pom.xml"));
    }
    old = own.group(1);
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2 || !ALLOWED.matcher(arguments[1]).matches()) {
      System.err.println(
          "Usage: src/release/set-version VERSION [YYYY-MM-DD], e.g. 1.0.0-RC1 or 1.1.0-SNAPSHOT");
      System.exit(2);
    }
    LocalDate date =
        arguments.length > 2 ? LocalDate.parse(arguments[2]) : LocalDate.now(ZoneOffset.UTC);
    SetVersion setVersion = new SetVersion(Path.of(arguments[0]));
    Set<Path> changed = setVersion.to(arguments[1], date);
    System.out.println(setVersion.old + " -> " + arguments[1] + " in " + changed.size() + " files");
    setVersion.left().forEach(place -> System.out.println("left as it is: " + place));
  }

  /**
   * Writes the new version.
   *
   * @param version the new version
   * @param date the day of the release; ignored for a snapshot
   * @return the files that changed, relative to the root
   */
  public Set<Path> to(String version, LocalDate date) throws IOException {
    Set<Path> changed = new TreeSet<>();
    for (Path file : files()) {
      String text = Files.readString(root.resolve(file));
      String result = rewritten(file, text, version, date);
      if (!result.equals(text)) {
        Files.writeString(root.resolve(file), result);
        changed.add(file);
      }
    }
    return changed;
  }

  /** Where the old version still stands, as "file:line: text", the history left out. */
  public List<String> left() throws IOException {
    Pattern version = Pattern.compile("(?<![0-9.])" + Pattern.quote(old) + END);
    List<String> places = new ArrayList<>();
    for (Path file : files()) {
      List<String> lines =
          file.endsWith("CHANGELOG.md") ? List.of() : Files.readAllLines(root.resolve(file));
      for (int i = 0; i < lines.size(); i++) {
        if (version.matcher(lines.get(i)).find()) {
          places.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    return places;
  }

  private String rewritten(Path file, String text, String version, LocalDate date) {
    boolean release = !version.endsWith(SNAPSHOT);
    if (file.equals(Path.of("CHANGELOG.md"))) {
      // older releases keep theirs
      return release
          ? text.replaceFirst(
              "(?m)^## Unreleased$", "## Unreleased\n\n## " + version + " – " + date)
          : text;
    }
    String own = base(old);
    String result = text;
    // a POM's own version, its parent's, and dependencies in POMs and in the manual
    result =
        replaced(
            result,
            "(<groupId>org\\.rarebit</groupId>\\s*<artifactId>[^<]+</artifactId>\\s*<version>)"
                + Pattern.quote(old)
                + "(?=<)",
            version);
    // rarebit-api-1.0.0.jar, org.rarebit:rarebit-api:1.0.0, and the archetype on a command line
    result =
        replaced(
            result,
            "(\\brarebit-[a-z-]+[-:]|-DarchetypeVersion=)" + Pattern.quote(old) + END,
            version);
    // ra.xml, and the annotation that says the same
    result =
        replaced(
            result, "(<resourceadapter-version>)" + Pattern.quote(own) + "(?=<)", base(version));
    if (file.endsWith("RarebitResourceAdapter.java")) {
      result = replaced(result, "(\\bversion = \")" + Pattern.quote(own) + "(?=\")", base(version));
    }
    if (release && file.equals(Path.of("pom.xml"))) {
      result =
          replaced(result, "(<project\\.build\\.outputTimestamp>)[^<]+(?=<)", date + "T00:00:00Z");
    }
    return result;
  }

  private static String replaced(String text, String pattern, String version) {
    return Pattern.compile(pattern)
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + version));
  }

  /** The version that an adapter tells: on the way to 1.0.0 it is 1.0.0. */
  private static String base(String version) {
    return version.endsWith(SNAPSHOT)
        ? version.substring(0, version.length() - SNAPSHOT.length())
        : version;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return LEFT_OUT.contains(String.valueOf(directory.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = String.valueOf(file.getFileName());
            if (name.equals("pom.xml")
                || name.endsWith(".md")
                || name.equals("ra.xml")
                || name.equals("RarebitResourceAdapter.java")) {
              files.add(root.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
