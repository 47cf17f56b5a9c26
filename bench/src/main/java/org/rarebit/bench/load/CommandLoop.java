package org.rarebit.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * How the processes of the benchmark are told what to do: a line on standard input is a command,
 * and a line on standard output its answer. A process says {@value #READY} when it can begin, and
 * ends when its input ends, which it does with the process that started this one.
 */
public final class CommandLoop {

  /** The first line of a process. */
  public static final String READY = "ready";

  /** What an answer begins with if there is none. */
  public static final String FAILED = "failed: ";

  /** Does what a line says. */
  @FunctionalInterface
  public interface Commands {

    /**
     * Does it.
     *
     * @param line the command
     * @return the answer, one line
     * @throws Exception what made it fail
     */
    String answer(String line) throws Exception;
  }

  private final PrintStream out;

  /** Takes standard output for the answers; what others print goes to standard error from now. */
  public CommandLoop() {
    out = System.out;
    System.setOut(System.err);
  }

  /**
   * Answers until the input ends.
   *
   * @param commands what can be done
   * @throws IOException if the input cannot be read
   */
  public void run(Commands commands) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println(READY);
    out.flush();
    String line = in.readLine();
    while (line != null) {
      out.println(answer(commands, line));
      out.flush();
      line = in.readLine();
    }
  }

  private static String answer(Commands commands, String line) {
    try {
      return commands.answer(line);
    } catch (Exception e) {
      e.printStackTrace();
      return FAILED + e.toString().replace('\n', ' ');
    }
  }
}
