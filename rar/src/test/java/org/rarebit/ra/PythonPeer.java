package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.rarebit.testkit.broker.Installation;

/** A process of Python's oslo.messaging: serves a topic, and calls what it is told to. */
public final class PythonPeer {

  private static final Installation INSTALLATION = Installation.chosen();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final Thread reader;

  private PythonPeer(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = new Thread(this::read, "python peer");
    reader.start();
  }

  /** Skips the test with a word where Python's library is missing; in CI the test fails. */
  public static void requireOslo() throws IOException, InterruptedException {
    boolean present = INSTALLATION.canImport("oslo_messaging");
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(present, "no oslo_messaging in the Python of " + INSTALLATION);
    }
    assertThat(present).as("oslo_messaging in the Python of %s", INSTALLATION).isTrue();
  }

  /** The command that runs Python, which shares the current directory and temporary files. */
  public static List<String> python(String... arguments) {
    return INSTALLATION.python(arguments);
  }

  static PythonPeer start(String url, String topic, String server) throws Exception {
    return start("rpc_peer.py", server, "--url", url, "--topic", topic, "--server", server);
  }

  /** What {@link PythonCasesTest} calls and is called by. */
  static PythonPeer startCases(String url) throws Exception {
    return start("cases_peer.py", "cases", "--url", url);
  }

  /** A listener to a topic, which also sends notifications. */
  static PythonPeer startListener(String url, String topic, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--url", url, "--topic", topic));
    arguments.addAll(List.of(more));
    return start("notify_peer.py", topic, arguments.toArray(String[]::new));
  }

  private static PythonPeer start(String script, String name, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("src/test/python/" + script));
    command.addAll(List.of(arguments));
    Path errors = Path.of("target", "python-" + name + ".log");
    PythonPeer peer =
        new PythonPeer(
            new ProcessBuilder(python(command.toArray(String[]::new)))
                .redirectError(errors.toFile())
                .start());
    assertThat(peer.nextAnswer().path("ready").asBoolean()).isTrue();
    return peer;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode answer = JSON.readTree(line);
        if (answer.has("heard")) {
          heard.add(answer.get("heard").asText());
        } else {
          answers.add(answer);
        }
      }
      answers.add(JSON.createObjectNode().put("raised", "the process has ended; see target/"));
    } catch (IOException e) {
      answers.add(JSON.createObjectNode().put("raised", e.toString()));
    }
  }

  /** Has it call or cast, and waits for the outcome. */
  JsonNode run(Map<String, ?> command) throws IOException, InterruptedException {
    commands.write(JSON.writeValueAsString(command));
    commands.newLine();
    commands.flush();
    return nextAnswer();
  }

  private JsonNode nextAnswer() throws InterruptedException {
    JsonNode answer = answers.poll(90, TimeUnit.SECONDS);
    assertThat(answer).as("an answer of the Python peer").isNotNull();
    return answer;
  }

  /** What its server heard. */
  String nextHeard() throws InterruptedException {
    return heard.poll(30, TimeUnit.SECONDS);
  }

  /** Ends the process; none is left. */
  void close() throws IOException, InterruptedException {
    commands.close(); // ends its input, and so the process
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    reader.join();
  }
}
