package org.rarebit.systemtest.server;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Open Liberty, with the configuration of the manual; deploys what lies in its directory. */
final class OpenLiberty extends StartedServer {

  private static final String NAME = "rarebit";
  private static final String STOPPED = "CWWKZ0009I"; // the application has stopped

  private static final String READY = "CWWKF0011I"; // with its applications

  private final Path deployment;

  private OpenLiberty(ServerProcess process, URI page, Path deployment) {
    super(process, page);
    this.deployment = deployment;
  }

  static OpenLiberty start(ServerSetup setup) {
    Path user = ServerFiles.fresh(setup.directory());
    Path server = server(user, setup, "server.xml", "identity.xml", "tests.xml", "database.xml");
    ServerFiles.copyInto(setup.application(), server.resolve("apps"));
    ServerFiles.copyInto(ServerFiles.database(), server);
    ServerProcess process = launch(setup, user);
    OpenLiberty liberty =
        new OpenLiberty(
            process,
            PageProbe.page(setup.httpPort()),
            server.resolve("apps").resolve(setup.applicationName()));
    process.await(() -> PageProbe.isThere(liberty.page), () -> deploymentFailure(process));
    return liberty;
  }

  static StandaloneServer startStandalone(ServerSetup setup) {
    Path user = ServerFiles.fresh(setup.directory());
    Path server = server(user, setup, "standalone/server.xml");
    ServerFiles.copyInto(ServerFiles.database(), server); // for what only some tests deploy
    for (Path archive : setup.archives()) {
      boolean adapter = archive.toString().endsWith(".rar");
      ServerFiles.copyInto(archive, adapter ? server : server.resolve("apps"));
      Path configuration =
          ServerFiles.configuration("open-liberty")
              .resolve("standalone")
              .resolve(archive.getFileName().toString().replace(".war", ".xml"));
      if (Files.exists(configuration)) { // beside the manual's, for what only some tests deploy
        ServerFiles.copyInto(configuration, server.resolve("configDropins/defaults"));
      }
    }
    ServerProcess process = launch(setup, user);
    process.await(
        () -> process.printed().stream().anyMatch(line -> line.contains(READY)),
        () -> deploymentFailure(process));
    return new StandaloneProcess(
        process,
        setup.httpPort(),
        process::printed,
        new OpenLibertyAdministration(process, server));
  }

  private static Path server(Path user, ServerSetup setup, String... files) {
    Path server = user.resolve("servers").resolve(NAME);
    for (String file : files) {
      ServerFiles.copyInto(ServerFiles.configuration("open-liberty").resolve(file), server);
    }
    ServerFiles.write(
        server.resolve("bootstrap.properties"), "http.port=" + setup.httpPort() + "\n");
    return server;
  }

  private static ServerProcess launch(ServerSetup setup, Path user) {
    Path tools = setup.home().resolve("bin/tools");
    Map<String, String> environment = new HashMap<>(setup.environment());
    environment.put("WLP_USER_DIR", user.toString());
    environment.put("WLP_LOGGING_CONSOLE_LOGLEVEL", "INFO");
    environment.put("WLP_LOGGING_CONSOLE_FORMAT", "SIMPLE");
    return ServerProcess.start(
        user,
        List.of(
            setup.java(),
            "-Xmx512m",
            "@" + setup.home().resolve("lib/platform/java/java9.options"),
            "-javaagent:" + tools.resolve("ws-javaagent.jar"),
            "-jar",
            tools.resolve("ws-server.jar").toString(),
            NAME),
        environment);
  }

  private static String deploymentFailure(ServerProcess process) {
    return process.printed().stream()
        .filter(line -> line.contains("CWWKZ0002E") || line.contains("CWWKZ0004E"))
        .findFirst()
        .orElse(null);
  }

  @Override
  public void undeploy() {
    ServerFiles.delete(deployment);
  }

  @Override
  public boolean isUndeployed() {
    return log().stream().anyMatch(line -> line.contains(STOPPED));
  }
}
