package org.rarebit.systemtest.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What the person who runs the demo sees; everything else that is printed goes to a file. */
final class Screen {

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  /** Sends what the server and the broker print to a file, from now on. */
  static Screen withServerLog(Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    PrintStream file = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8);
    Screen screen = new Screen();
    System.setOut(file);
    System.setErr(file);
    return screen;
  }

  void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** Runs a step that takes its time and says how long it took. */
  <T> T step(String title, Step<T> step) throws Exception {
    out.print(String.format(Locale.ROOT, "  %-44s", title));
    out.flush();
    long start = System.nanoTime();
    T made = step.run();
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1_000.0;
    out.println(String.format(Locale.ROOT, "%6.1f s", seconds));
    return made;
  }

  /** A step of the demo. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws Exception;
  }
}
