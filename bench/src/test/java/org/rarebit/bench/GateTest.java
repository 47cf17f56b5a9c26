package org.rarebit.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.testkit.broker.EmbeddedBroker;

class GateTest {

  private static final String BEGIN = "public static String next() {\n";

  /** Eight rounds of each, by themselves: what they say does not depend on this machine. */
  private static final Comparison AS_FAST = rounds(1000, 2, 990, 2.1, 1010, 1.9, 1000, 2);

  private static final Comparison SLOWER = rounds(700, 2, 690, 2, 710, 2, 890, 2);
  private static final Comparison DEARER = rounds(1000, 2.8, 990, 2.9, 1010, 3, 1000, 2.5);
  private static final Comparison DISTURBED = rounds(700, 2, 690, 2, 710, 2, 910, 2);

  @TempDir private Path work;

  @Test
  void theSameBuildPasses() throws Exception {
    assertThat(judged(AS_FAST)).isEqualTo("passes");
  }

  @Test
  void aSlowerBuildFails() throws Exception {
    assertThat(judged(SLOWER, SLOWER)).isEqualTo("fails");
  }

  @Test
  void aBuildThatNeedsMoreProcessorTimeFails() throws Exception {
    assertThat(judged(DEARER, DEARER)).isEqualTo("fails");
  }

  @Test
  void whatFreshProcessesDoNotConfirmPasses() throws Exception {
    assertThat(judged(SLOWER, AS_FAST)).isEqualTo("passes");
  }

  @Test
  void whatOneRoundContradictsIsNotCalledSlower() throws Exception {
    assertThat(judged(DISTURBED)).isEqualTo("passes");
  }

  @Test
  void thisBuildTakesTurnsWithTheOtherOne() throws Exception {
    Path used = Files.createDirectory(work.resolve("used"));
    Path other = compiled("other", used);
    Path own = compiled("this", used);
    Gate gate = gate(other.toString());

    Comparison measured;
    try (EmbeddedBroker embedded = new EmbeddedBroker().start()) {
      BenchBroker broker = new BenchBroker(embedded.url(), "embedded", () -> {}, null);
      String classPath = own + File.pathSeparator + System.getProperty("java.class.path");
      measured = gate.measure(broker, new Installation(work, gate.surroundings(), classPath));
    }

    assertThat(used.toFile().list()).containsExactlyInAnyOrder("other-BASE", "this-RAREBIT");
    assertThat(measured.rounds(Peer.BASE)).hasSize(8);
    assertThat(measured.ratios(Peer.RAREBIT, Measurement::perSecond)).hasSize(8);
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

  /** What the gate says of figures, of which it has to ask for all. */
  private String judged(Comparison... measured) throws Exception {
    Iterator<Comparison> turns = List.of(measured).iterator();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      boolean passes = gate(work.toString()).passes(turns::next, out);
      assertThat(turns).isExhausted();
      assertThat(told.toString(StandardCharsets.UTF_8)).contains("calls/s", "19 chances of 20");
      return passes ? "passes" : "fails";
    }
  }

  private static Gate gate(String base) {
    return Gate.parse("--base", base, "--rounds", "8", "--seconds", "0.15");
  }

  /**
   * Eight rounds, in which the other build makes 1,000 calls a second for 2 s of processor time.
   *
   * @param figures calls a second of this build and its processor time, by turns, twice
   */
  private static Comparison rounds(double... figures) {
    Comparison comparison = new Comparison("8 callers", Peer.BASE);
    comparison.expect(Peer.BASE);
    comparison.expect(Peer.RAREBIT);
    for (int i = 0; i < 2 * figures.length; i += 2) {
      int at = i % figures.length;
      comparison.add(Peer.BASE, measurement(1000, 2));
      comparison.add(Peer.RAREBIT, measurement(figures[at], figures[at + 1]));
    }
    return comparison;
  }

  private static Measurement measurement(double perSecond, double ownSeconds) {
    return new Measurement(perSecond, 100, 200, 300, ownSeconds / 2, ownSeconds / 2, Double.NaN);
  }

  /** A class of the adapter, which leaves a directory that names its build and who runs it. */
  private Path compiled(String build, Path used) throws Exception {
    String source = Files.readString(Path.of("../rar/src/main/java/org/rarebit/ra/wire/Ids.java"));
    assertThat(source).contains(BEGIN);
    String mark =
        "new java.io.File(\"%s\", \"%s-\" + System.getProperty(\"sun.java.command\").split(\" \")[1]).mkdir();\n"
            .formatted(used, build);
    Path classes = Files.createDirectory(work.resolve(build));
    Path changed = classes.resolve("Ids.java");
    Files.writeString(changed, source.replace(BEGIN, BEGIN + mark));
    List<String> arguments =
        List.of("-proc:none", "-nowarn", "-d", classes.toString(), changed.toString());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
    return classes;
  }
}
