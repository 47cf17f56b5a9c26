package org.rarebit.systemtest.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.PayaraDomain;

/**
 * Payara Server or GlassFish, as it is unpacked, with a domain of its own; deploys what lies in the
 * domain's directory. Its own launcher tells the command, which is then run without it, since the
 * launcher's process is not the server's.
 */
final class GlassFishServer extends StartedServer {

  private static final String DOMAIN = "domain1";
  private static final String READY = "startup time";

  private final Path domain;
  private final Path deployment;

  private GlassFishServer(ServerProcess process, URI page, Path domain, Path deployment) {
    super(process, page);
    this.domain = domain;
    this.deployment = deployment;
  }

  static GlassFishServer start(ServerSetup setup) {
    Path domains = ServerFiles.fresh(setup.directory());
    Path domain = domain(setup, domains, FreePort.find());
    ServerFiles.copyInto(setup.application(), domain.resolve("autodeploy"));
    ServerProcess process = launch(setup, domains);
    GlassFishServer server =
        new GlassFishServer(
            process,
            PageProbe.page(setup.httpPort()),
            domain,
            domain.resolve("autodeploy").resolve(setup.applicationName()));
    process.await(
        () -> server.has("_deployed") && PageProbe.isThere(server.page), server::deploymentFailure);
    return server;
  }

  /** What an administrator types is in the files standalone.asadmin and console.asadmin. */
  static StandaloneServer startStandalone(ServerSetup setup) {
    Path domains = ServerFiles.fresh(setup.directory());
    int adminPort = FreePort.find();
    Path log = domain(setup, domains, adminPort).resolve("logs/server.log");
    ServerProcess process = launch(setup, domains);
    Supplier<List<String>> lines = // GlassFish 7 keeps lines from the file until it has more to say
        () -> Stream.concat(ServerProcess.lines(log).stream(), process.printed().stream()).toList();
    process.await(() -> lines.get().stream().anyMatch(line -> line.contains(READY)), () -> null);
    Path desk = domains.resolve("desk");
    for (Path archive : setup.archives()) {
      ServerFiles.copyInto(archive, desk);
    }
    ServerFiles.write(
        desk.resolve(GlassFishAdministration.PASSWORDS), "AS_ADMIN_USERPASSWORD=guessable\n");
    GlassFishAdministration administration = new GlassFishAdministration(setup, adminPort, desk);
    try {
      String own = setup.applicationName().replace(".war", ".asadmin");
      administration.type(GlassFishAdministration.has(own) ? own : "standalone.asadmin");
      if (Files.exists(desk.resolve("rarebit-console.war"))) {
        administration.type("console.asadmin");
      }
    } catch (IllegalStateException e) {
      process.close();
      throw e;
    }
    return new StandaloneProcess(process, setup.httpPort(), lines, administration);
  }

  private static Path domain(ServerSetup setup, Path domains, int adminPort) {
    Path domain = domains.resolve(DOMAIN);
    ServerFiles.copyTree(setup.home().resolve("glassfish/domains").resolve(DOMAIN), domain);
    PayaraDomain.change(domain.resolve("config/domain.xml"), setup.httpPort(), adminPort);
    return domain;
  }

  private static ServerProcess launch(ServerSetup setup, Path domains) {
    Map<String, String> environment = new HashMap<>(setup.environment());
    // GlassFish 8's script tells it so, for the driver of the default data source
    environment.put("AS_DERBY_INSTALL", setup.home().resolve("javadb").toString());
    ServerProcess process =
        ServerProcess.start(
            domains, command(setup.home().resolve("glassfish"), domains, setup), environment);
    process.tell(""); // it reads a password, and there is none
    return process;
  }

  private static List<String> command(Path glassfish, Path domains, ServerSetup setup) {
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            glassfish.resolve("bin/asadmin").toString(),
            "start-domain",
            "--dry-run",
            "--domaindir",
            domains.toString(),
            DOMAIN);
    builder.environment().putAll(setup.environment());
    builder.redirectErrorStream(true);
    String output;
    try {
      Process asadmin = builder.start();
      output = new String(asadmin.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        output.lines().dropWhile(line -> !line.endsWith("/bin/java")).map(String::strip).toList();
    if (command.isEmpty()) {
      throw new IllegalStateException("asadmin does not tell how to start the server: " + output);
    }
    return command;
  }

  /** The deployer answers by files beside the archive. */
  private boolean has(String marker) {
    return Files.exists(deployment.resolveSibling(deployment.getFileName() + marker));
  }

  private String deploymentFailure() {
    return has("_deployFailed") || hasFailed() ? domain + "/logs/server.log says why" : null;
  }

  /** The deployer tries again after a failure, so its file may never be there. */
  private boolean hasFailed() {
    return log().stream().anyMatch(line -> line.contains("Autodeploy failed"));
  }

  @Override
  public void undeploy() {
    ServerFiles.delete(deployment);
  }

  @Override
  public boolean isUndeployed() {
    return has("_undeployed");
  }

  @Override
  public List<String> log() {
    return ServerProcess.lines(domain.resolve("logs/server.log"));
  }
}
