package org.rarebit.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What was staged for Maven Central, judged by Central's rules: each artifact complete, signed and
 * with checksums, each POM with what people ask of it, and the BOM with all of them.
 *
 * <p>{@code src/release/check-staged} runs it from its source.
 */
public final class StagedRelease {

  private static final Set<String> CHECKSUMS = Set.of("md5", "sha1", "sha256", "sha512");

  /** What must be in a POM or one of its parents; the name is a POM's own. */
  private static final List<String> ASKED_FOR =
      List.of(
          "name",
          "description",
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "developers/developer/organization",
          "developers/developer/organizationUrl",
          "scm/connection",
          "scm/developerConnection",
          "scm/url",
          "issueManagement/system",
          "issueManagement/url");

  private static final Map<String, String> EXTENSIONS = Map.of("rar", "rar", "war", "war");

  private final Map<String, Pom> poms = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();

  private StagedRelease(Path repository) throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".pom")).sorted().toList()) {
        Pom pom = Pom.read(file);
        poms.put(pom.artifactId(), pom);
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("Usage: src/release/check-staged DIRECTORY");
      System.exit(2);
    }
    List<String> findings = findings(Path.of(arguments[0]));
    findings.forEach(System.err::println);
    if (!findings.isEmpty()) {
      System.exit(1);
    }
    System.out.println("Staged as Maven Central asks for it: " + artifacts(Path.of(arguments[0])));
  }

  /**
   * All that is wrong.
   *
   * @param repository a folder in the layout of a Maven repository
   */
  public static List<String> findings(Path repository) throws IOException {
    StagedRelease release = new StagedRelease(repository);
    if (release.poms.isEmpty()) {
      return List.of("Nothing is staged in " + repository);
    }
    for (Pom pom : release.poms.values()) {
      release.judgePom(pom);
      release.judgeFiles(pom);
    }
    release.judgeBom();
    return release.findings;
  }

  /** The ids of what is staged. */
  static Set<String> artifacts(Path repository) throws IOException {
    return new StagedRelease(repository).poms.keySet();
  }

  private void judgePom(Pom pom) {
    for (String element : ASKED_FOR) {
      String value = element.equals("name") ? pom.text(element) : inherited(pom, element);
      if (value.isBlank()) {
        found(pom, "its POM has no " + element);
      } else if (value.contains("${")) {
        found(pom, "its POM has " + element + " " + value + ", which nothing resolves");
      }
    }
    if (pom.content().contains("-SNAPSHOT")) {
      found(pom, "its POM names a snapshot");
    }
    String parent = pom.text("parent/artifactId");
    if (!parent.isEmpty() && !poms.containsKey(parent)) {
      found(pom, "its parent " + parent + " is not staged");
    }
  }

  private void judgeFiles(Pom pom) throws IOException {
    Set<String> names;
    try (Stream<Path> files = Files.list(pom.file().getParent())) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new));
    }
    String stem = pom.stem();
    if (!pom.packaging().equals("pom")) {
      String extension = EXTENSIONS.getOrDefault(pom.packaging(), "jar");
      for (String ending :
          List.of("." + extension, "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
        if (!names.contains(stem + ending)) {
          found(pom, stem + ending + " is missing");
        } else if (!ending.endsWith("json")
            && isEmptyArchive(pom.file().resolveSibling(stem + ending))) {
          found(pom, stem + ending + " is empty");
        }
      }
    }
    for (String name : names) {
      String ending = name.substring(name.lastIndexOf('.') + 1);
      Path file = pom.file().resolveSibling(name);
      if (CHECKSUMS.contains(ending)) {
        judgeChecksum(pom, file, ending);
      } else if (ending.equals("asc")) {
        if (!Files.readString(file).startsWith("-----BEGIN PGP SIGNATURE-----")) {
          found(pom, name + " is no signature");
        }
      } else {
        Stream.of(".asc", ".md5", ".sha1")
            .filter(beside -> !names.contains(name + beside))
            .forEach(beside -> found(pom, name + beside + " is missing"));
      }
    }
  }

  private void judgeChecksum(Pom pom, Path file, String ending) throws IOException {
    String name = file.getFileName().toString();
    Path of = file.resolveSibling(name.substring(0, name.length() - ending.length() - 1));
    if (!Files.exists(of)) {
      found(pom, name + " is of a file that is missing");
      return;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance(ending.replace("sha", "SHA-")).digest(Files.readAllBytes(of));
      if (!Files.readString(file).strip().equals(HexFormat.of().formatHex(digest))) {
        found(pom, name + " is not that of the file");
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The BOM names all that an application can depend on. */
  private void judgeBom() {
    Pom bom = poms.get("rarebit-bom");
    if (bom == null) {
      findings.add("rarebit-bom is missing");
      return;
    }
    if (!bom.text("parent/artifactId").isEmpty()) {
      found(bom, "it has a parent, whose managed versions would become its users'");
    }
    Set<String> managed =
        new TreeSet<>(bom.texts("dependencyManagement/dependencies/dependency", "artifactId"));
    Set<String> published =
        poms.values().stream()
            .filter(pom -> !Set.of("pom", "maven-archetype").contains(pom.packaging()))
            .map(Pom::artifactId)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!managed.equals(published)) {
      found(bom, "it has " + managed + ", but staged are " + published);
    }
  }

  private String inherited(Pom pom, String element) {
    String value = "";
    for (Pom at = pom; at != null && value.isEmpty(); at = poms.get(at.text("parent/artifactId"))) {
      value = at.text(element);
    }
    for (Pom at = pom;
        at != null && value.contains("${");
        at = poms.get(at.text("parent/artifactId"))) {
      value = at.interpolated(value);
    }
    return value;
  }

  private void found(Pom pom, String what) {
    findings.add(pom.artifactId() + ": " + what);
  }

  private static boolean isEmptyArchive(Path file) throws IOException {
    try (ZipFile archive = new ZipFile(file.toFile())) {
      return archive.stream()
          .allMatch(
              entry -> entry.isDirectory() || entry.getName().startsWith("META-INF/MANIFEST"));
    }
  }

  /** A POM as it is staged, without its parents. */
  private record Pom(Path file, String content, Element project) {

    static Pom read(Path file) throws IOException {
      try {
        Element project =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        return new Pom(file, Files.readString(file, StandardCharsets.UTF_8), project);
      } catch (ParserConfigurationException | SAXException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    }

    String artifactId() {
      return text("artifactId");
    }

    String packaging() {
      String packaging = text("packaging");
      return packaging.isEmpty() ? "jar" : packaging;
    }

    /** The file's name without its ending: the artifact and its version. */
    String stem() {
      String name = file.getFileName().toString();
      return name.substring(0, name.length() - ".pom".length());
    }

    /** The text of the first element on a path from the root; empty if there is none. */
    String text(String path) {
      List<Element> elements = elements(path);
      return elements.isEmpty() ? "" : elements.get(0).getTextContent().strip();
    }

    List<String> texts(String path, String child) {
      return elements(path).stream()
          .flatMap(element -> children(element, child))
          .map(element -> element.getTextContent().strip())
          .toList();
    }

    String interpolated(String value) {
      String result = value;
      for (Element property :
          elements("properties").stream().flatMap(element -> children(element, null)).toList()) {
        result =
            result.replace("${" + property.getNodeName() + "}", property.getTextContent().strip());
      }
      return result;
    }

    private List<Element> elements(String path) {
      List<Element> at = List.of(project);
      for (String name : path.split("/", -1)) {
        at = at.stream().flatMap(element -> children(element, name)).toList();
      }
      return at;
    }

    private static Stream<Element> children(Element parent, String name) {
      List<Element> children = new ArrayList<>();
      for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
        if (node instanceof Element element
            && (name == null || name.equals(element.getNodeName()))) {
          children.add(element);
        }
      }
      return children.stream();
    }
  }
}
