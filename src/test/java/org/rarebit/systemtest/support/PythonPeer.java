package org.rarebit.systemtest.support;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.rarebit.testkit.broker.Installation;

/**
 * A Python process that speaks through oslo.messaging as Debian packages it. It writes one JSON
 * object a line, the first when it is ready, and ends when its standard input does. What it logs
 * goes to {@code target/python/}.
 */
public final class PythonPeer implements AutoCloseable {

  private static final Installation INSTALLATION = Installation.chosen();
  private static final Path SCRIPTS = Path.of("python");
  private static final Path LOGS = Path.of("target", "python");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String name;
  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<JsonObject> lines = new LinkedBlockingQueue<>();
  private final Thread reader;

  private PythonPeer(String name, Process process) {
    this.name = name;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = new Thread(this::readLines, "python-" + name);
    this.reader.setDaemon(true);
    this.reader.start();
  }

  /**
   * Skips the test class if this machine cannot run Python peers, or fails it if the property
   * {@code rarebit.ci} is true.
   */
  public static void require() {
    if (Oslo.INSTALLED) {
      return;
    }
    String reason =
        "The Python of "
            + INSTALLATION
            + " cannot import oslo_messaging; install python3-oslo.messaging.";
    if (Boolean.getBoolean("rarebit.ci")) {
      Assertions.fail(reason);
    }
    Assumptions.abort(reason);
  }

  /** Whether this machine can run Python peers. */
  public static boolean isInstalled() {
    return Oslo.INSTALLED;
  }

  /** A server of a topic, ready to answer. */
  public static PythonPeer server(String url, String topic, String server) {
    return start("rpc_server", url, "--topic", topic, "--server", server);
  }

  /** A server of a topic that joins the traces of its callers, ready to answer. */
  public static PythonPeer tracedServer(String url, String topic) {
    return start("traced_server", url, "--topic", topic);
  }

  /** A client, which does what {@link #ask} tells it. */
  public static PythonPeer client(String url) {
    return start("rpc_client", url);
  }

  /** A notifier, which sends what {@link #ask} tells it. */
  public static PythonPeer notifier(String url) {
    return start("notifier", url);
  }

  private static PythonPeer start(String script, String url, String... options) {
    List<String> command = new ArrayList<>();
    command.add(SCRIPTS.resolve(script + ".py").toString());
    command.add("--url=" + url);
    command.addAll(List.of(options));
    String name = script + "-" + System.nanoTime();
    try {
      Files.createDirectories(LOGS);
      ProcessBuilder builder =
          new ProcessBuilder(INSTALLATION.python(command.toArray(String[]::new)))
              .redirectError(LOGS.resolve(name + ".log").toFile());
      builder.environment().put("PYTHONIOENCODING", "utf-8");
      PythonPeer peer = new PythonPeer(name, builder.start());
      peer.awaitReady();
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    try {
      JsonObject first = next();
      if (!first.getBoolean("ready", false)) {
        throw new IllegalStateException(name + " is not ready, but says " + first + ".");
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Lets a client do something, and returns what came of it. */
  public JsonObject ask(JsonObjectBuilder request) {
    tell(request);
    return next();
  }

  /** Lets a client do something; what comes of it is its next line. */
  public void tell(JsonObjectBuilder request) {
    try {
      input.write(request.build().toString());
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " has ended; see " + LOGS + ".", e);
    }
  }

  /** The next line of the process; blocks for 90 s at most. */
  public JsonObject next() {
    JsonObject line = poll(PATIENCE);
    if (line == null) {
      throw new AssertionError(
          name + " said nothing for " + PATIENCE + "; see its log in " + LOGS + ".");
    }
    return line;
  }

  /** The next line of the process, or null if there is none for so long. */
  public JsonObject poll(Duration patience) {
    try {
      return lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name + ".", e);
    }
  }

  private void readLines() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().map(line -> JsonText.json(line).asJsonObject()).forEach(lines::add);
    } catch (UncheckedIOException | IOException e) {
      // the process has ended: whoever waits for a line says so
      return;
    }
  }

  /** Ends the process: politely, then by force. */
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      // it has ended already
      process.destroy();
    }
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      reader.join();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Found out once, when first asked. */
  private static final class Oslo {

    static final boolean INSTALLED = check();

    private static boolean check() {
      try {
        return INSTALLATION.canImport("oslo_messaging");
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
