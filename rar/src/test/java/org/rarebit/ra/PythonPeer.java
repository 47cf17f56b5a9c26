package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A Python process with oslo.messaging, which serves, calls and casts as it is told, one JSON
 * object a line. Its transport URL says how it is configured. It ends with its standard input.
 */
final class PythonPeer implements AutoCloseable {

  private static final String PYTHON = "/usr/bin/python3";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SCRIPT =
      """
      import json, os, queue, sys
      from oslo_config import cfg
      import oslo_messaging

      heard = queue.Queue()

      class Endpoint:
          target = oslo_messaging.Target(version='1.2')
          def add(self, ctxt, a, b):
              return a + b
          def refresh(self, ctxt, what):
              heard.put(what)
          def next_heard(self, ctxt):
              return heard.get(timeout=10)

      transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=sys.argv[1])

      def serve(**target):
          server = oslo_messaging.get_rpc_server(
              transport, oslo_messaging.Target(**target), [Endpoint()], executor='threading')
          server.start()

      def call(method, args, **target):
          client = oslo_messaging.RPCClient(transport, oslo_messaging.Target(**target), timeout=20)
          return client.call({}, method, **args)

      def cast(method, args, **target):
          client = oslo_messaging.RPCClient(transport, oslo_messaging.Target(**target), timeout=20)
          client.cast({}, method, **args)

      actions = {'serve': serve, 'call': call, 'cast': cast}
      for line in sys.stdin:
          words = json.loads(line)
          action = actions[words.pop('action')]
          try:
              answer = {'result': action(**words)}
          except Exception as e:
              answer = {'raised': type(e).__name__, 'text': str(e)}
          print(json.dumps(answer), flush=True)
      os._exit(0)  # a server that stops in good order takes seconds, for which no test waits
      """;

  private final Process process;
  private final BufferedWriter input;
  private final Path errors;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread reader;

  /** Starts one; returns at once. */
  PythonPeer(String transportUrl) throws IOException {
    errors = Files.createTempFile("python-peer", ".log");
    process =
        new ProcessBuilder(PYTHON, "-c", SCRIPT, transportUrl)
            .redirectError(errors.toFile())
            .start();
    input = process.outputWriter(StandardCharsets.UTF_8);
    reader = new Thread(this::read, "python-peer");
    reader.setDaemon(true);
    reader.start();
  }

  /** Skips the test if there is no oslo.messaging, or fails it if {@code rarebit.ci} is true. */
  static void require() throws IOException, InterruptedException {
    boolean present =
        Files.isExecutable(Path.of(PYTHON))
            && new ProcessBuilder(PYTHON, "-c", "import oslo_messaging")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor()
                == 0;
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(present, "no oslo_messaging in " + PYTHON);
    }
    assertThat(present).as("oslo_messaging in %s", PYTHON).isTrue();
  }

  void serve(Map<String, ?> target) throws Exception {
    ask("serve", null, null, target);
  }

  JsonNode call(Map<String, ?> target, String method, Map<String, ?> args) throws Exception {
    return ask("call", method, args, target);
  }

  void cast(Map<String, ?> target, String method, Map<String, ?> args) throws Exception {
    ask("cast", method, args, target);
  }

  private JsonNode ask(String action, String method, Map<String, ?> args, Map<String, ?> target)
      throws Exception {
    var request = JSON.createObjectNode().put("action", action);
    if (method != null) {
      request.put("method", method).set("args", JSON.valueToTree(args));
    }
    request.setAll(JSON.<ObjectNode>valueToTree(target));
    input.write(request.toString());
    input.newLine();
    input.flush();
    String line = lines.poll(30, TimeUnit.SECONDS);
    assertThat(line).as("an answer to %s; see %s", request, errors).isNotNull();
    JsonNode answer = JSON.readTree(line);
    assertThat(answer.has("result")).as("%s: %s", request, answer).isTrue();
    return answer.get("result");
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException e) {
      lines.add("{\"raised\": \"" + e + "\"}");
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      reader.join();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.delete(errors);
  }
}
