package org.rarebit.systemtest.server;

import java.nio.file.Path;

/**
 * By the deployment scanner, whose answers are files beside the archives, and jboss-cli.
 *
 * @param base where the server writes
 */
record WildFlyAdministration(ServerSetup setup, Path base) implements Administration {

  private static final int MANAGEMENT_PORT = 9990; // moved as that of HTTP

  @Override
  public boolean deploys(Path war, String... beans) {
    Path deployment = place(war.getFileName().toString());
    ServerFiles.copyInto(war, deployment.getParent());
    ServerProcess.await(
        war + " to be deployed",
        () -> WildFly.has(deployment, ".deployed") || WildFly.has(deployment, ".failed"));
    return WildFly.has(deployment, ".deployed");
  }

  @Override
  public void undeploy(String application) {
    Path deployment = place(application + ".war");
    ServerFiles.delete(mark(deployment, ".deployed"));
    ServerProcess.await(
        application + " to be undeployed", () -> WildFly.has(deployment, ".undeployed"));
  }

  @Override
  public void redeployAdapter(Path rar, String application) {
    Path deployment = place(rar.getFileName().toString());
    ServerFiles.delete(mark(deployment, ".deployed"));
    ServerFiles.copyInto(rar, deployment.getParent());
    ServerFiles.write(mark(deployment, ".dodeploy"), "");
    ServerProcess.await("the adapter to be deployed", () -> WildFly.has(deployment, ".deployed"));
  }

  @Override
  public void suspend() {
    tell(":suspend(suspend-timeout=30)");
  }

  @Override
  public void resume() {
    tell(":resume");
  }

  private void tell(String command) {
    int port = MANAGEMENT_PORT + setup.httpPort() - WildFly.HTTP_PORT;
    WildFly.cli(
        setup,
        base,
        "--connect",
        "--timeout=60000",
        "--controller=127.0.0.1:" + port,
        "--command=" + command);
  }

  private Path place(String archive) {
    return base.resolve("deployments").resolve(archive);
  }

  private static Path mark(Path deployment, String marker) {
    return deployment.resolveSibling(deployment.getFileName() + marker);
  }
}
