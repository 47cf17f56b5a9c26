package org.rarebit.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rarebit.bench.load.CommandLoop;
import org.rarebit.bench.load.LoadCommand;
import org.rarebit.bench.load.Round;
import org.rarebit.bench.peer.FirstCall;

/** A process of a peer, which is told what to do by lines and answers with lines. */
final class PeerProcess implements AutoCloseable {

  private static final long STOP_SECONDS = 30;

  private final String name;
  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;

  private PeerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a process; {@link #awaitReady} waits for it.
   *
   * @param name for errors
   * @param log where its standard error goes
   */
  static PeerProcess start(String name, List<String> command, Path log) throws IOException {
    return new PeerProcess(
        name,
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }

  void awaitReady() throws IOException {
    String line = answers.readLine();
    while (!CommandLoop.READY.equals(line)) { // a JVM tells that it records, for example
      if (line == null) {
        throw new IOException("The process of " + name + " did not start: see its log.");
      }
      line = answers.readLine();
    }
  }

  Round run(LoadCommand command) throws IOException {
    return Round.parse(ask(command.toString()));
  }

  /** Has a peer in plain Java call for the first time. */
  Round first(String topic) throws IOException {
    return Round.parse(ask(FirstCall.COMMAND + topic));
  }

  String ask(String line) throws IOException {
    commands.println(line);
    String answer = answers.readLine();
    if (answer == null || answer.startsWith(CommandLoop.FAILED)) {
      throw new IOException(name + " has no answer to \"" + line + "\": " + answer);
    }
    return answer;
  }

  long pid() {
    return process.pid();
  }

  /** Processor time so far; zero where the system does not tell. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    commands.close();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
