package org.rarebit.systemtest.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The process of a server. What it prints goes to a file. */
final class ServerProcess implements AutoCloseable {

  /** A cold start on a machine that has other things to do. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final long PAUSE_MILLIS = 100;
  private static final long STOP_SECONDS = 40;

  private final Process process;
  private final Path console;

  private ServerProcess(Process process, Path console) {
    this.process = process;
    this.console = console;
  }

  /**
   * Starts a process.
   *
   * @param directory where it runs, and where {@code console.log} is written
   * @param environment is added to that of this process
   */
  static ServerProcess start(
      Path directory, List<String> command, Map<String, String> environment) {
    Path console = directory.resolve("console.log").toAbsolutePath();
    try {
      Files.createDirectories(directory);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(console.toFile());
      builder.environment().putAll(environment);
      return new ServerProcess(builder.start(), console);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a command to its end, for five minutes at most.
   *
   * @param directory where it runs, and where {@code console.log} is written
   * @param environment is added to that of this process
   * @throws IllegalStateException if it fails
   */
  static void run(Path directory, List<String> command, Map<String, String> environment) {
    ServerProcess running = start(directory, command, environment);
    try {
      if (!running.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          || running.process.exitValue() != 0) {
        throw new IllegalStateException(
            command + " failed. It printed to " + running.console + ": " + running.printed());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + command + " ran.", e);
    } finally {
      running.close();
    }
  }

  /**
   * Blocks until the server is ready.
   *
   * @param failure what went wrong; null as long as nothing did
   * @throws IllegalStateException if it fails, ends, or takes more than five minutes; the server
   *     has been stopped then
   */
  void await(BooleanSupplier ready, Supplier<String> failure) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!ready.getAsBoolean()) {
      String problem = process.isAlive() ? failure.get() : "it has ended";
      if (problem == null && System.nanoTime() > end) {
        problem = "not ready after " + PATIENCE;
      }
      if (problem != null) {
        close();
        throw new IllegalStateException(
            "The server did not start: " + problem + ". It printed to " + console + ".");
      }
      pause();
    }
  }

  /**
   * Blocks until something has come of what a running server was told.
   *
   * @throws IllegalStateException if nothing has after five minutes
   */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("Waited in vain for " + what + ".");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for " + what + ".", e);
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the server started.", e);
    }
  }

  long id() {
    return process.pid();
  }

  /** What was printed so far. */
  List<String> printed() {
    return lines(console);
  }

  /** The lines of a file that another process writes; none if it does not exist. */
  static List<String> lines(Path file) {
    try {
      // the last character may be half written
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a line to what the process reads. */
  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("The server has ended; it printed to " + console + ".", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
