package org.rarebit.systemtest.support;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Payara Embedded with an archive, in a process of its own that can be killed. */
public final class PayaraProcess implements AutoCloseable {

  private static final Path ROOT = Path.of(System.getProperty("rarebit.root", "../.."));
  private static final String READY = "ready";
  private static final long PATIENCE_SECONDS = 300;

  private final Process process;

  private PayaraProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts the server and deploys the archive; returns when that is done.
   *
   * @param directory for the configuration and the log
   * @param httpPort on the loopback address
   * @param databaseUrl of the default data source, for H2
   * @param brokerUrl where the adapter finds the broker
   */
  public static PayaraProcess start(
      Path directory, int httpPort, String databaseUrl, String brokerUrl, File archive) {
    Path log = directory.resolve("server.log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + ROOT.resolve("src/test/payara.jvmflags"),
            "-Djava.util.logging.config.file="
                + ROOT.resolve("src/test/target/test-classes/logging.properties"),
            "-Drarebit.connectionURL=" + brokerUrl,
            "-cp",
            System.getProperty("java.class.path"),
            PayaraProcess.class.getName(),
            directory.toString(),
            Integer.toString(httpPort),
            databaseUrl,
            archive.getAbsolutePath());
    try {
      Files.createDirectories(directory);
      PayaraProcess server =
          new PayaraProcess(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                  .start());
      server.awaitReady(directory.resolve(READY), log);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(Path ready, Path log) throws IOException {
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!Files.deleteIfExists(ready)) {
        if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
          kill();
          throw new IllegalStateException("The server did not start; see " + log + ".");
        }
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the server started.", e);
    }
  }

  /** Whether the process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process as a power failure would: nothing of it gets a chance to finish. */
  public void kill() {
    boolean interrupted = false;
    process.destroyForcibly();
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** The process itself; it ends when its standard input does, which the parent's end brings. */
  public static void main(String... arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    PayaraServer server =
        PayaraServer.start(directory, Integer.parseInt(arguments[1]), arguments[2]);
    server.deploy(new File(arguments[3]));
    Files.createFile(directory.resolve(READY));
    System.in.transferTo(OutputStream.nullOutputStream()); // nobody writes
    Runtime.getRuntime().halt(0);
  }
}
