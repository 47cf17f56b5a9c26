package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.ra.inbound.RpcActivationSpec;

/** The Python of README and manual runs as it stands there, but for the broker's URL. */
@Tag("peers")
class ManualPythonTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern PYTHON = Pattern.compile("(?ms)^```python\\n(.*?)^```$");
  private static final String URL = "rabbit://guest:guest@localhost:5672/";

  @TempDir private Path directory;

  @Test
  void readmeCallsTheCalculator() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();

      assertThat(printed(code("README.md").replace(URL, fixture.broker().url()))).isEqualTo("5");
    }
  }

  @Test
  void theStartCallsTheQuickstartsBean() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      RpcActivationSpec spec = fixture.spec("node1");
      spec.setTopic("hello");
      fixture
          .container()
          .activate(spec, fixture.container().endpoints(GreeterBean.class, GreeterBean::new));
      fixture.awaitConsumers("hello", 1);

      assertThat(printed(code("docs/start.md").replace(URL, fixture.broker().url())))
          .isEqualTo("Hello Ada");
    }
  }

  @Test
  void theServerBeforeAMigrationAnswersItsClient() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      String before =
          "from oslo_config import cfg\nimport oslo_messaging\n"
              + "transport = oslo_messaging.get_rpc_transport(cfg.CONF, url='%s')\n"
                  .formatted(fixture.broker().url());

      assertThat(printed(before + code("docs/migrating.md") + "print(price)\nserver.stop()\n"))
          .isEqualTo("4");
    }
  }

  @Test
  void noOtherPageHasPython() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      assertThat(
              docs.filter(page -> page.toString().endsWith(".md"))
                  .filter(page -> PYTHON.matcher(read(page)).find())
                  .map(page -> page.getFileName().toString()))
          .containsExactlyInAnyOrder("start.md", "migrating.md");
    }
  }

  /** Serves what the quickstart serves. */
  public static class GreeterBean implements RpcListener {

    @RpcMethod
    public String greet(@Arg("name") String name) {
      return "Hello " + name;
    }
  }

  /** The one block of Python of a page. */
  private static String code(String page) {
    return PYTHON
        .matcher(read(ROOT.resolve(page)))
        .results()
        .map((MatchResult block) -> block.group(1))
        .reduce(
            (first, second) -> {
              throw new AssertionError(page + " has more than one block of Python.");
            })
        .orElseThrow();
  }

  private String printed(String code) throws Exception {
    PythonPeer.requireOslo();
    Path errors = directory.resolve("errors");
    Process python =
        new ProcessBuilder(PythonPeer.python("-c", code)).redirectError(errors.toFile()).start();
    String printed =
        new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue()).as(() -> read(errors)).isZero();
    return printed;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
