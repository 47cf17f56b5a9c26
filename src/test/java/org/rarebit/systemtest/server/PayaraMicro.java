package org.rarebit.systemtest.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Payara Micro: one jar that deploys the archives which its command line names, for as long as it
 * lives.
 */
public final class PayaraMicro implements StandaloneServer {

  /** By itself it listens on all addresses, and looks for others of its kind. */
  private static final List<String> LOOPBACK_ONLY =
      List.of(
          "set configs.config.server-config.network-config.network-listeners"
              + ".network-listener.http-listener.address=127.0.0.1",
          "set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false");

  private final ServerProcess process;
  private final URI root;

  private PayaraMicro(ServerProcess process, URI root) {
    this.process = process;
    this.root = root;
  }

  /**
   * Starts it; takes seconds, five minutes at most.
   *
   * @param jar the server
   * @param directory for what it writes; emptied
   * @param archives to be deployed, in this order
   * @throws IllegalStateException if it does not start
   */
  public static PayaraMicro start(
      Path jar, Path directory, int httpPort, String brokerUrl, List<Path> archives) {
    Path fresh = ServerFiles.fresh(directory.toAbsolutePath());
    Path settings = fresh.resolve("preboot.txt");
    try {
      Files.write(settings, LOOPBACK_ONLY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>();
    command.add(KnownServer.javaHome().resolve("bin/java").toString());
    command.add("-Djava.io.tmpdir=" + fresh); // where it unpacks itself
    command.addAll(List.of("-jar", jar.toString(), "--nocluster"));
    command.addAll(List.of("--port", Integer.toString(httpPort)));
    command.addAll(List.of("--prebootcommandfile", settings.toString()));
    for (Path archive : archives) {
      command.addAll(List.of("--deploy", archive.toAbsolutePath().normalize().toString()));
    }
    ServerProcess process =
        ServerProcess.start(fresh, command, Map.of("RAREBIT_CONNECTION_URL", brokerUrl));
    PayaraMicro server = new PayaraMicro(process, URI.create("http://127.0.0.1:" + httpPort + "/"));
    process.await(() -> server.says("ready in"), () -> null);
    return server;
  }

  private boolean says(String words) {
    return log().stream().anyMatch(line -> line.contains(words));
  }

  @Override
  public URI root() {
    return root;
  }

  @Override
  public Administration administration() {
    throw new UnsupportedOperationException("Its command line says all.");
  }

  @Override
  public List<String> log() {
    return process.printed();
  }

  @Override
  public void close() {
    process.close();
  }
}
