package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.testkit.broker.EmbeddedBroker;

class GateTest {

  private static final String FIRST_STATEMENT = "public static String next() {\n";

  /** Half a millisecond of each request: in processor time, since it does not give up its core. */
  private static final String SLOWER =
      FIRST_STATEMENT
          + "long until = System.nanoTime() + 500_000;\n"
          + "while (System.nanoTime() - until < 0) {}\n";

  @TempDir private Path work;

  @Test
  void theSameBuildPasses() throws Exception {
    assertThat(passes(System.getProperty("java.class.path"))).isTrue();
  }

  @Test
  void aSlowerBuildFails() throws Exception {
    Path slower = compiled(SLOWER);

    assertThat(passes(slower + File.pathSeparator + System.getProperty("java.class.path")))
        .isFalse();
  }

  @Test
  void oneBadRoundOfTenMovesNothing() {
    assertThat(Gate.interval(1, 1.01, 0.99, 1.02, 0.98, 1, 1, 1.01, 0.99, 0.1))
        .containsExactly(0.98, 1.01);
  }

  @Test
  void eightRoundsLeaveOutNoneAndFourteenTwoOnEachSide() {
    assertThat(Gate.interval(1, 2, 3, 4, 5, 6, 7, 8)).containsExactly(1, 8);
    assertThat(Gate.interval(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)).containsExactly(3, 12);
  }

  @Test
  void withoutAnotherBuildThereIsNothingToJudgeBy() {
    assertThatThrownBy(() -> Gate.parse("--rounds", "8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--base");
    assertThatThrownBy(() -> Gate.parse("--base", work.resolve("gone.jar").toString()))
        .hasMessageContaining("gone.jar");
    assertThatThrownBy(() -> Gate.parse("--base", work.toString(), "--rounds", "3"))
        .hasMessageContaining("nothing to judge by");
  }

  private boolean passes(String classPath) throws Exception {
    Path base = compiled(FIRST_STATEMENT);
    Gate gate =
        Gate.parse(
            "--base", base.toString(), "--rounds", "8", "--seconds", "0.15", "--borne", "0.6");
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (EmbeddedBroker embedded = new EmbeddedBroker().start();
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      BenchBroker broker = new BenchBroker(embedded.url(), "embedded", () -> {}, null);
      return gate.passes(broker, new Installation(work, gate.surroundings(), classPath), out);
    } finally {
      assertThat(told.toString(StandardCharsets.UTF_8)).contains("calls/s", "19 chances of 20");
    }
  }

  /** A class of the adapter, compiled from its source with another beginning of its method. */
  private Path compiled(String begin) throws Exception {
    String source = Files.readString(Path.of("../rar/src/main/java/org/rarebit/ra/wire/Ids.java"));
    assertThat(source).contains(FIRST_STATEMENT);
    Path classes = Files.createTempDirectory(work, "classes");
    Path changed = classes.resolve("Ids.java");
    Files.writeString(changed, source.replace(FIRST_STATEMENT, begin));
    List<String> arguments =
        List.of("-proc:none", "-nowarn", "-d", classes.toString(), changed.toString());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
    return classes;
  }
}
