package org.rarebit.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagedReleaseTest {

  private static final String ASKED_FOR =
      """
      <name>Sample</name>
      <description>A sample.</description>
      <url>https://sample.example</url>
      <licenses><license><name>Apache-2.0</name><url>https://licence.example</url></license></licenses>
      <developers><developer><name>We</name><organization>Us</organization>
      <organizationUrl>https://sample.example</organizationUrl></developer></developers>
      <scm><connection>scm:git:x</connection><developerConnection>scm:git:y</developerConnection>
      <url>${scm.address}</url></scm>
      <issueManagement><system>Issues</system><url>https://sample.example/issues</url></issueManagement>
      <properties><scm.address>https://sample.example</scm.address></properties>
      """;

  private static final String API_POM =
      """
      <parent><groupId>org.rarebit</groupId><artifactId>rarebit-parent</artifactId><version>1.0.0</version></parent>
      <artifactId>rarebit-api</artifactId><name>API</name>
      """;

  private static final String MANAGED =
      """
      <dependencyManagement><dependencies><dependency><groupId>org.rarebit</groupId>
      <artifactId>rarebit-api</artifactId><version>1.0.0</version></dependency></dependencies></dependencyManagement>
      """;

  @TempDir private Path repository;

  @BeforeEach
  void stageACompleteRelease() throws IOException {
    stagePom(
        "rarebit-parent",
        "<artifactId>rarebit-parent</artifactId><packaging>pom</packaging>" + ASKED_FOR);
    stagePom(
        "rarebit-bom",
        "<artifactId>rarebit-bom</artifactId><packaging>pom</packaging>" + ASKED_FOR + MANAGED);
    stagePom("rarebit-api", API_POM);
    for (String ending : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
      stage(file("rarebit-api", ending), archiveOf("content"));
    }
    stage(file("rarebit-api", "-cyclonedx.json"), "{}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCompleteReleaseIsFine() throws IOException {
    assertThat(StagedRelease.findings(repository)).isEmpty();
    assertThat(StagedRelease.artifacts(repository))
        .containsExactly("rarebit-api", "rarebit-bom", "rarebit-parent");
  }

  @Test
  void nothingIsNoRelease(@TempDir Path empty) throws IOException {
    assertThat(StagedRelease.findings(empty))
        .singleElement()
        .asString()
        .startsWith("Nothing is staged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".jar",
        "-sources.jar",
        "-javadoc.jar",
        "-cyclonedx.json",
        ".jar.asc",
        ".pom.asc",
        ".jar.md5",
        "-sources.jar.sha1"
      })
  void whatIsMissingIsNamed(String ending) throws IOException {
    Files.delete(file("rarebit-api", ending));

    assertThat(StagedRelease.findings(repository))
        .contains("rarebit-api: rarebit-api-1.0.0" + ending + " is missing");
  }

  @Test
  void anArchiveOfAManifestAloneIsEmpty() throws IOException {
    stage(file("rarebit-api", "-javadoc.jar"), archiveOf("META-INF/MANIFEST.MF"));

    assertThat(StagedRelease.findings(repository))
        .containsExactly("rarebit-api: rarebit-api-1.0.0-javadoc.jar is empty");
  }

  @Test
  void aFileThatChangedAfterItsChecksumIsFound() throws IOException {
    Files.write(file("rarebit-api", ".jar"), archiveOf("other"));

    assertThat(StagedRelease.findings(repository))
        .containsExactly(
            "rarebit-api: rarebit-api-1.0.0.jar.md5 is not that of the file",
            "rarebit-api: rarebit-api-1.0.0.jar.sha1 is not that of the file");
  }

  @Test
  void aSignatureThatIsNoneIsFound() throws IOException {
    Files.writeString(file("rarebit-api", ".jar.asc"), "signed");

    assertThat(StagedRelease.findings(repository))
        .containsExactly("rarebit-api: rarebit-api-1.0.0.jar.asc is no signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"description", "licenses", "developers", "scm", "issueManagement"})
  void whatThePomsLackIsFoundInThoseThatInheritIt(String element) throws IOException {
    stagePom(
        "rarebit-parent",
        "<artifactId>rarebit-parent</artifactId><packaging>pom</packaging>"
            + ASKED_FOR.replaceFirst("(?s)<" + element + ">.*</" + element + ">", ""));

    assertThat(StagedRelease.findings(repository))
        .anyMatch(finding -> finding.startsWith("rarebit-parent: its POM has no " + element))
        .anyMatch(finding -> finding.startsWith("rarebit-api: its POM has no " + element));
  }

  @Test
  void aNameIsNotInherited() throws IOException {
    stagePom("rarebit-api", API_POM.replace("<name>API</name>", ""));

    assertThat(StagedRelease.findings(repository))
        .containsExactly("rarebit-api: its POM has no name");
  }

  @Test
  void aPropertyThatNobodyDefinesIsFound() throws IOException {
    stagePom("rarebit-api", API_POM + "<url>${somewhere}</url>");

    assertThat(StagedRelease.findings(repository))
        .containsExactly("rarebit-api: its POM has url ${somewhere}, which nothing resolves");
  }

  @Test
  void aSnapshotCannotBePublished() throws IOException {
    stagePom("rarebit-api", API_POM + "<!-- 1.0.1-SNAPSHOT -->");

    assertThat(StagedRelease.findings(repository))
        .containsExactly("rarebit-api: its POM names a snapshot");
  }

  @Test
  void theBomHasAllAndNothingElse() throws IOException {
    stagePom(
        "rarebit-bom",
        "<artifactId>rarebit-bom</artifactId><packaging>pom</packaging>"
            + ASKED_FOR
            + MANAGED.replace("rarebit-api", "rarebit-cdi"));

    assertThat(StagedRelease.findings(repository))
        .containsExactly("rarebit-bom: it has [rarebit-cdi], but staged are [rarebit-api]");
  }

  private Path file(String artifact, String ending) {
    return repository.resolve("org/rarebit/" + artifact + "/1.0.0/" + artifact + "-1.0.0" + ending);
  }

  private void stagePom(String artifact, String elements) throws IOException {
    stage(
        file(artifact, ".pom"),
        ("<project>" + elements + "</project>").getBytes(StandardCharsets.UTF_8));
  }

  private static void stage(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.writeString(Path.of(file + ".asc"), "-----BEGIN PGP SIGNATURE-----\n");
    Files.writeString(Path.of(file + ".md5"), digest("MD5", content));
    Files.writeString(Path.of(file + ".sha1"), digest("SHA-1", content) + "\n");
  }

  private static String digest(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] archiveOf(String entry) throws IOException {
    Path archive = repository.resolve("archive.zip");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
    }
    byte[] bytes = Files.readAllBytes(archive);
    Files.delete(archive);
    return bytes;
  }
}
