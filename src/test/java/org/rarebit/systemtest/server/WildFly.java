package org.rarebit.systemtest.server;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** WildFly, stand-alone, with its full configuration; deploys what lies in its directory. */
final class WildFly extends StartedServer {

  private static final int HTTP_PORT = 8080; // in its configuration; all ports are moved alike

  private final Path deployment;

  private WildFly(ServerProcess process, URI page, Path deployment) {
    super(process, page);
    this.deployment = deployment;
  }

  static WildFly start(ServerSetup setup) {
    Path base = ServerFiles.fresh(setup.directory());
    ServerFiles.copyTree(
        setup.home().resolve("standalone/configuration"), base.resolve("configuration"));
    ServerFiles.copyInto(setup.application(), base.resolve("deployments"));
    ServerProcess process =
        ServerProcess.start(
            base,
            List.of(
                setup.java(),
                "-Xmx512m",
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
                "--yaml=" + ServerFiles.configuration("wildfly").resolve("identity.yml"),
                "-b",
                "127.0.0.1",
                "-bmanagement",
                "127.0.0.1"),
            setup.environment());
    Path deployment = base.resolve("deployments").resolve(setup.applicationName());
    WildFly server = new WildFly(process, PageProbe.page(setup.httpPort()), deployment);
    process.await(
        () -> server.has(".deployed") && PageProbe.isThere(server.page), server::deploymentFailure);
    return server;
  }

  /** The deployment scanner answers by files beside the archive. */
  private boolean has(String marker) {
    return Files.exists(deployment.resolveSibling(deployment.getFileName() + marker));
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
