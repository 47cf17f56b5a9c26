package org.rarebit.testkit.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process that we started, with its children; ended by its handle. Thread-safe. */
final class OwnedProcess {
  private static final int LAST_LINES = 30;
  private static final long KILL_SECONDS = 5;

  private final Process process;
  private final Path output;

  private OwnedProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a command.
   *
   * @param output the file for all that it prints
   * @param environment beside PATH, the only variables it gets
   */
  static OwnedProcess start(Path output, Map<String, String> environment, String... command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    String path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    return new OwnedProcess(builder.start(), output);
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the end; false if it does not come within the limit. */
  boolean awaitExit(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What it ended with; to be asked when it has. */
  int exitValue() {
    return process.exitValue();
  }

  /** Whether it has printed this. */
  boolean hasPrinted(String text) throws IOException {
    return printed().contains(text);
  }

  /** The last lines that it printed, as far as they can be read. */
  String lastOutput() {
    try {
      List<String> lines = printed().lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(unreadable: " + e + ")";
    }
  }

  private String printed() throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
  }

  /** Asks the process to end, and waits for it, but no longer than the limit. */
  void terminate(Duration limit) {
    process.destroy();
    try {
      awaitExit(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process and its children at once, and waits until they are gone. */
  void kill() {
    List<ProcessHandle> family =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle member : family) {
      awaitGone(member);
    }
  }

  private static void awaitGone(ProcessHandle member) {
    try {
      member.onExit().get(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      System.getLogger(OwnedProcess.class.getName())
          .log(System.Logger.Level.WARNING, "process " + member.pid() + " does not end", e);
    }
  }
}
