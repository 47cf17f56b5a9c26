package org.rarebit.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.bench.peer.Brokers;
import org.rarebit.bench.peer.CallerMain;
import org.rarebit.bench.peer.IdleMain;
import org.rarebit.bench.peer.ServerMain;

/** Where the build put what the processes need, and the commands that start them. */
final class Installation {

  private final Path target;
  private final Path work;
  private final Surroundings surroundings;
  private final String classPath;

  /**
   * The installation that this class is from.
   *
   * @param work a directory for files of this run
   * @param surroundings whose JDK and Python
   */
  Installation(Path work, Surroundings surroundings) {
    this(work, surroundings, System.getProperty("java.class.path"));
  }

  /** With another class path of the processes in plain Java. */
  Installation(Path work, Surroundings surroundings, String classPath) {
    this.work = work;
    this.surroundings = surroundings;
    this.classPath = classPath;
    try {
      target =
          Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Path work() {
    return work;
  }

  /** Whether this machine has what a peer needs. */
  boolean has(Peer peer) {
    return switch (peer.client()) {
      case PLAIN ->
          peer == Peer.BASE
              ? surroundings.base() != null
              : !Peer.OBSERVED.contains(peer) || Files.exists(telemetry());
      case NONE -> true;
      case PYTHON -> hasOsloMessaging();
      case PAYARA -> hasPayara();
    };
  }

  /** Whether the archives and the server are there, which the build's last steps make. */
  boolean hasPayara() {
    return Files.exists(payaraClassPath()) && Files.exists(rar());
  }

  private boolean hasOsloMessaging() {
    try {
      return surroundings.programs().canImport("oslo_messaging");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How a peer's calling side is started. */
  List<String> clientCommand(Peer peer, String url) throws IOException {
    return switch (peer.client()) {
      case PLAIN ->
          java(peer.label() + "-client", classPath(peer), CallerMain.class, peer.name(), url);
      case PYTHON -> python("oslo_client.py", url, Brokers.EXCHANGE);
      case PAYARA ->
          payaraCommand(
              peer.label() + "-client",
              peer.server() == Peer.Kind.NONE ? echo(peer) : List.of(),
              url);
      case NONE -> throw new IllegalArgumentException(peer.label());
    };
  }

  /** How a peer's answering side is started. */
  List<String> serverCommand(Peer peer, String url) throws IOException {
    return switch (peer.server()) {
      case PLAIN ->
          java(
              peer.label() + "-server",
              classPath(peer),
              ServerMain.class,
              peer.name(),
              url,
              peer.topic());
      case PYTHON -> python("oslo_server.py", url, peer.topic(), Brokers.EXCHANGE);
      case PAYARA -> payaraCommand(peer.label() + "-server", echo(peer), url);
      case NONE -> throw new IllegalArgumentException(peer.label());
    };
  }

  /** How the process that measures idle activations is started. */
  List<String> idleCommand(String url) {
    return java("idle", classPath(Peer.RAREBIT), IdleMain.class, url);
  }

  /**
   * With another build before this one where that is measured, and with the jar for OpenTelemetry
   * only where that is: it is found by its service file.
   */
  private String classPath(Peer peer) {
    if (peer == Peer.BASE) {
      return surroundings.base() + File.pathSeparator + classPath;
    }
    return Peer.OBSERVED.contains(peer) ? classPath + File.pathSeparator + telemetry() : classPath;
  }

  private Path telemetry() {
    return target.resolve("rarebit-telemetry.jar");
  }

  private List<String> java(String name, String classPath, Class<?> main, String... arguments) {
    List<String> command = jvm(name);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private List<String> jvm(String name) {
    List<String> command = new ArrayList<>();
    command.add(surroundings.java().toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    surroundings.jvmOptions().forEach(option -> command.add(option.replace("%p", name)));
    return command;
  }

  private static List<MessageDrivenBean> echo(Peer peer) {
    return List.of(MessageDrivenBean.echo(peer.topic()));
  }

  /** Where the application of a server's process is. */
  Path ear(String name) {
    return work.resolve(name).resolve("rarebit-bench.ear");
  }

  /** Writes an application with these beans, to be deployed. */
  Path writeEar(String name, List<MessageDrivenBean> beans) throws IOException {
    return writeEar(name, beans, false);
  }

  /** The same with an adapter that leaves the beans alone. */
  Path writeQuietEar(String name, List<MessageDrivenBean> beans) throws IOException {
    return writeEar(name, beans, true);
  }

  private Path writeEar(String name, List<MessageDrivenBean> beans, boolean isQuiet)
      throws IOException {
    Path ear = ear(name);
    Files.createDirectories(ear.getParent());
    BenchEar.write(ear, rar(), target.resolve("rarebit-bench-beans.jar"), beans, isQuiet);
    return ear;
  }

  /** How a server is started, with an application of these beans. */
  List<String> payaraCommand(String name, List<MessageDrivenBean> beans, String url)
      throws IOException {
    Path ear = writeEar(name, beans);
    Path directory = ear.getParent();
    List<String> command = jvm(name);
    command.add("@" + target.resolve("payara.jvmflags"));
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-Drarebit.connectionURL=" + url);
    command.add("-cp");
    command.add(
        target.resolve("rarebit-bench-payara.jar")
            + File.pathSeparator
            + Files.readString(payaraClassPath()).trim());
    command.add("org.rarebit.bench.payara.PayaraMain");
    command.add(directory.toString());
    command.add(ear.toString());
    return command;
  }

  private Path payaraClassPath() {
    return target.resolve("payara.classpath");
  }

  private Path rar() {
    return target.resolve("rarebit.rar");
  }

  private List<String> python(String name, String... arguments) {
    Path copy = work.resolve(name);
    try (InputStream script = Main.class.getResourceAsStream(name)) {
      Files.copy(script, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of(copy.toString()));
    command.addAll(List.of(arguments));
    return surroundings.programs().python(command.toArray(String[]::new));
  }
}
