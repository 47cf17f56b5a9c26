package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rarebit.testkit.broker.Installation;

/** A program of OpenStack's, as Debian has it in the folder that make-root makes. */
final class OpenStackService {

  private static final Installation INSTALLATION =
      Installation.at(
          "openstack",
          Path.of(System.getProperty(Installation.DIRECTORY, "target/peers"), "openstack"));

  private static final long RUN_SECONDS = 120;

  private final Process process;
  private final Path log;

  private OpenStackService(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Whether the folder is there, and may be entered. */
  static boolean isAvailable() {
    return INSTALLATION.has(Path.of("/usr/bin/heat-engine"));
  }

  /** Starts a program in the directory of its files, where its output goes. */
  static OpenStackService start(Path directory, String name, String program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/" + program));
    command.addAll(List.of(arguments));
    Path log = directory.resolve(name + ".log");
    return new OpenStackService(
        new ProcessBuilder(INSTALLATION.command(List.of(directory), command))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start(),
        log);
  }

  /** Waits for its end, which has to be a good one. */
  void awaitEnd() throws Exception {
    assertThat(process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)).as("it ends; see %s", log).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  /** Waits until it listens on a port of this machine. */
  void awaitPort(int port) throws Exception {
    RabbitMqFixture.await(
        () -> {
          assertThat(process.isAlive()).as("%s", Files.readString(log)).isTrue();
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /** Ends it with the processes that it has started, and waits until they are gone. */
  void end() throws Exception {
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle one : family) {
      one.onExit().get(30, TimeUnit.SECONDS);
    }
  }
}
