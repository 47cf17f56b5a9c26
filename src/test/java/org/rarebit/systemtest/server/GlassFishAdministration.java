package org.rarebit.systemtest.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * By asadmin.
 *
 * @param adminPort where the server listens to it
 * @param desk the directory that it is called from
 */
record GlassFishAdministration(ServerSetup setup, int adminPort, Path desk)
    implements Administration {

  /** A file on the desk: the password of a user that a script makes, which asadmin asks for. */
  static final String PASSWORDS = "passwords.txt";

  private static final Path SCRIPTS = ServerFiles.configuration("payara");

  /** Whether there is a script of that name. */
  static boolean has(String script) {
    return Files.exists(SCRIPTS.resolve(script));
  }

  /** What an administrator types is in a file. */
  void type(String script) {
    asadmin("multimode", "--file=" + SCRIPTS.resolve(script));
  }

  /**
   * Runs a command.
   *
   * @throws IllegalStateException if it fails
   */
  void asadmin(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                setup.home().resolve("glassfish/bin/asadmin").toString(),
                "--host=127.0.0.1",
                "--port=" + adminPort,
                "--passwordfile=" + PASSWORDS));
    command.addAll(List.of(words));
    ServerProcess.run(desk, command, setup.environment());
  }

  @Override
  public boolean deploys(Path war, String... beans) {
    try {
      asadmin("deploy", war.toAbsolutePath().toString());
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void undeploy(String application) {
    asadmin("undeploy", application);
  }

  @Override
  public void redeployAdapter(Path rar, String application) {
    asadmin(
        "deploy", "--force=true", "--type=rar", "--name=rarebit", rar.toAbsolutePath().toString());
    deployAnew(application, false); // else it keeps the pools and classes of the one before
  }

  /** With the sessions that it has. */
  @Override
  public void restart(String application) {
    deployAnew(application, true);
  }

  private void deployAnew(String application, boolean keepState) {
    asadmin(
        "deploy",
        "--force=true",
        "--keepstate=" + keepState,
        "--name=" + application,
        application + ".war");
  }
}
