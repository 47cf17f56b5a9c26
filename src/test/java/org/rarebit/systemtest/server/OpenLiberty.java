package org.rarebit.systemtest.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Open Liberty, with the configuration of the manual; deploys what lies in its directory. */
final class OpenLiberty extends StartedServer {

  private static final String NAME = "rarebit";
  private static final String STOPPED = "CWWKZ0009I"; // the application has stopped

  private final Path deployment;

  private OpenLiberty(ServerProcess process, URI page, Path deployment) {
    super(process, page);
    this.deployment = deployment;
  }

  static OpenLiberty start(ServerSetup setup) {
    Path user = ServerFiles.fresh(setup.directory());
    Path server = user.resolve("servers").resolve(NAME);
    ServerFiles.copyTree(ServerFiles.configuration("open-liberty"), server);
    ServerFiles.write(
        server.resolve("bootstrap.properties"), "http.port=" + setup.httpPort() + "\n");
    ServerFiles.copyInto(setup.application(), server.resolve("apps"));
    ServerFiles.copyInto(ServerFiles.database(), server);
    Path tools = setup.home().resolve("bin/tools");
    Map<String, String> environment = new HashMap<>(setup.environment());
    environment.put("WLP_USER_DIR", user.toString());
    environment.put("WLP_LOGGING_CONSOLE_LOGLEVEL", "INFO");
    environment.put("WLP_LOGGING_CONSOLE_FORMAT", "SIMPLE");
    ServerProcess process =
        ServerProcess.start(
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
    OpenLiberty liberty =
        new OpenLiberty(
            process,
            PageProbe.page(setup.httpPort()),
            server.resolve("apps").resolve(setup.applicationName()));
    process.await(() -> PageProbe.isThere(liberty.page), liberty::deploymentFailure);
    return liberty;
  }

  private String deploymentFailure() {
    return log().stream()
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
