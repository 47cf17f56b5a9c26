package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {

  @TempDir private Path directory;

  @Test
  void theMeasuredProcessesRunOnTheChosenJdk() throws Exception {
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"42.0.1\" 2040-01-01' >&2\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));

    Surroundings chosen = BenchOptions.parse("--jdk", directory.resolve("jdk") + "").surroundings();

    assertThat(chosen.javaVersion()).isEqualTo("42.0.1");
    assertThat(new Installation(directory, chosen).clientCommand(Peer.RAW, "rabbit://"))
        .startsWith(java.toString());
    assertThat(new Installation(directory, chosen).idleCommand("rabbit://"))
        .startsWith(java.toString());
  }

  @Test
  void thePythonOfASuiteCallsAndAnswers() throws Exception {
    Path suite = Files.createDirectories(directory.resolve("trixie"));

    Surroundings chosen = BenchOptions.parse("--suite", suite.toString()).surroundings();
    Installation installation = new Installation(directory, chosen);

    assertThat(chosen.programs()).hasToString("trixie");
    assertThat(installation.clientCommand(Peer.OSLO, "rabbit://")).contains(suite.toString());
    assertThat(installation.serverCommand(Peer.OSLO, "rabbit://")).contains(suite.toString());
    assertThat(installation.has(Peer.OSLO)).isFalse(); // an empty folder
  }

  @Test
  void theJdkThatRunsThisIsTheUsualOne() throws Exception {
    assertThat(Surroundings.USUAL.javaVersion()).isEqualTo(System.getProperty("java.version"));
  }

  @Test
  void whatIsNotThereIsNamed() {
    for (String option : List.of("--jdk", "--suite")) {
      assertThatThrownBy(() -> BenchOptions.parse(option, directory.resolve("gone").toString()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("gone");
    }
  }
}
