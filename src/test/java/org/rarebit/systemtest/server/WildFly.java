package org.rarebit.systemtest.server;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** WildFly, stand-alone, with its full configuration; deploys what lies in its directory. */
final class WildFly extends StartedServer {

  static final int HTTP_PORT = 8080; // in its configuration; all ports are moved alike

  private final Path deployment;

  private WildFly(ServerProcess process, URI page, Path deployment) {
    super(process, page);
    this.deployment = deployment;
  }

  static WildFly start(ServerSetup setup) {
    Path base = base(setup);
    ServerProcess process =
        launch(
            setup,
            base,
            setup.environment(),
            "--yaml=" + ServerFiles.configuration("wildfly").resolve("identity.yml"));
    Path deployment = base.resolve("deployments").resolve(setup.applicationName());
    WildFly server = new WildFly(process, PageProbe.page(setup.httpPort()), deployment);
    process.await(
        () -> server.has(".deployed") && PageProbe.isThere(server.page), server::deploymentFailure);
    return server;
  }

  /**
   * Nothing is configured but the broker, by the environment, and what a file with the name of an
   * archive says to jboss-cli.
   */
  static StandaloneServer startStandalone(ServerSetup setup) {
    Path base = base(setup);
    for (Path archive : setup.archives()) {
      Path script =
          ServerFiles.configuration("wildfly")
              .resolve(archive.getFileName().toString().replace(".war", ".cli"));
      if (Files.exists(script)) {
        configure(setup, base, script);
      }
    }
    return standalone(setup, base, launch(setup, base, setup.environment()));
  }

  /** The adapter is configured as the file rarebit.yml says. */
  static StandaloneServer startWithYaml(ServerSetup setup) {
    Path base = base(setup);
    return standalone(
        setup,
        base,
        launch(
            setup,
            base,
            brokerOf(setup),
            "--yaml=" + ServerFiles.configuration("wildfly").resolve("rarebit.yml")));
  }

  /** The same, as jboss-cli does it by the file rarebit.cli. */
  static StandaloneServer startWithCli(ServerSetup setup) {
    Path base = base(setup);
    configure(setup, base, ServerFiles.configuration("wildfly").resolve("rarebit.cli"));
    return standalone(setup, base, launch(setup, base, brokerOf(setup)));
  }

  /** Lets jboss-cli change the configuration of a server that does not run. */
  private static void configure(ServerSetup setup, Path base, Path script) {
    cli(setup, base, "--file=" + script);
  }

  /** Runs jboss-cli. */
  static void cli(ServerSetup setup, Path base, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                setup.java(),
                "-Djboss.server.base.dir=" + base,
                "-jar",
                setup.home().resolve("jboss-modules.jar").toString(),
                "-mp",
                setup.home().resolve("modules").toString(),
                "org.jboss.as.cli"));
    command.addAll(List.of(options));
    Map<String, String> environment = new HashMap<>(brokerOf(setup));
    environment.put("JBOSS_HOME", setup.home().toString());
    ServerProcess.run(base.resolve("cli"), command, environment);
  }

  /** By the variable that the files name, so that nothing else can have told the broker. */
  private static Map<String, String> brokerOf(ServerSetup setup) {
    return Map.of("BROKER_URL", setup.brokerUrl());
  }

  private static StandaloneServer standalone(ServerSetup setup, Path base, ServerProcess process) {
    List<Path> deployments =
        setup.archives().stream()
            .map(archive -> base.resolve("deployments").resolve(archive.getFileName()))
            .toList();
    process.await(
        () -> deployments.stream().allMatch(deployment -> has(deployment, ".deployed")),
        () ->
            deployments.stream().anyMatch(deployment -> has(deployment, ".failed"))
                ? "a file .failed in " + base.resolve("deployments") + " says why"
                : null);
    return new StandaloneProcess(
        process, setup.httpPort(), process::printed, new WildFlyAdministration(setup, base));
  }

  private static Path base(ServerSetup setup) {
    Path base = ServerFiles.fresh(setup.directory());
    ServerFiles.copyTree(
        setup.home().resolve("standalone/configuration"), base.resolve("configuration"));
    for (String users : List.of("application-users.properties", "application-roles.properties")) {
      ServerFiles.copyInto(
          ServerFiles.configuration("wildfly").resolve(users), base.resolve("configuration"));
    }
    for (Path archive : setup.archives()) {
      ServerFiles.copyInto(archive, base.resolve("deployments"));
    }
    return base;
  }

  private static ServerProcess launch(
      ServerSetup setup, Path base, Map<String, String> environment, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                setup.java(),
                "-Xmx512m",
                // as its script does, for what it writes of passivated beans and sessions
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "-Djboss.home.dir=" + setup.home(),
                "-Djboss.server.base.dir=" + base,
                "-Djboss.socket.binding.port-offset=" + (setup.httpPort() - HTTP_PORT),
                "-jar",
                setup.home().resolve("jboss-modules.jar").toString(),
                "-mp",
                setup.home().resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-c",
                "standalone-full.xml",
                "-b",
                "127.0.0.1",
                "-bmanagement",
                "127.0.0.1"));
    command.addAll(List.of(options));
    return ServerProcess.start(base, command, environment);
  }

  /** The deployment scanner answers by files beside the archive. */
  static boolean has(Path deployment, String marker) {
    return Files.exists(deployment.resolveSibling(deployment.getFileName() + marker));
  }

  private boolean has(String marker) {
    return has(deployment, marker);
  }

  private String deploymentFailure() {
    return has(".failed") ? deployment + ".failed says why" : null;
  }

  @Override
  public void undeploy() {
    ServerFiles.delete(deployment.resolveSibling(deployment.getFileName() + ".deployed"));
  }

  @Override
  public boolean isUndeployed() {
    return has(".undeployed");
  }
}
