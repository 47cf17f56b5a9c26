package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python in the README runs as it stands there, but for the broker's URL. */
@Tag("peers")
class ReadmePythonTest {

  private static final Pattern PYTHON = Pattern.compile("(?ms)^```python\\n(.*?)^```$");
  private static final String URL = "rabbit://guest:guest@localhost:5672/";

  @TempDir private Path directory;

  @Test
  void itCallsTheCalculator() throws Exception {
    PythonPeer.requireOslo();
    Matcher snippet = PYTHON.matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(snippet.find()).isTrue();
    assertThat(snippet.group(1)).contains(URL);
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      String code = snippet.group(1).replace(URL, fixture.broker().url());
      Path errors = directory.resolve("errors");

      Process python =
          new ProcessBuilder(PythonPeer.python("-c", code)).redirectError(errors.toFile()).start();

      String printed =
          new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(printed).as(() -> read(errors)).isEqualTo("5");
    }
  }

  private static String read(Path errors) {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
