package org.rarebit.ra.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own with this test's classes; it ends when its input does, so with the test. */
final class ChaosProcess implements AutoCloseable {

  private static final long END_SECONDS = 90;

  private final Process process;

  private ChaosProcess(Process process) {
    this.process = process;
  }

  /** Starts a class with a main method, and returns when it says that it is ready. */
  static ChaosProcess start(Class<?> main, Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String said = out.readLine();
    if (!"ready".equals(said)) {
      process.destroyForcibly();
      throw new IOException(main.getSimpleName() + " did not start: " + said + "; see " + log);
    }
    return new ChaosProcess(process);
  }

  private static String classPath() {
    String forked = System.getProperty("surefire.test.class.path");
    return forked == null ? System.getProperty("java.class.path") : forked;
  }

  /** Ends it as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it end in good order; false if it does not in time, and is killed. */
  boolean end() throws InterruptedException, IOException {
    process.getOutputStream().close();
    boolean ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    kill();
    return ended;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
  }
}
