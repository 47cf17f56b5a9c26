package org.rarebit.systemtest.support;

import java.util.Arrays;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.glassfish.embeddable.CommandResult;
import org.glassfish.embeddable.CommandRunner;

/** What an administrator of the tests' server would type. */
public final class ServerCommands {

  private static final String CLASS_LOADING =
      "configs.config.server-config.connector-service.class-loading-policy=";

  private static final String USERS_MAP = "systemtest-users";
  private static final String ROLES_MAP = "systemtest-roles";

  private ServerCommands() {}

  /** Adapters that are deployed by themselves are visible to every application. */
  public static void showAdaptersToAllApplications() {
    run("set", CLASS_LOADING + "global");
  }

  /** The server's default. */
  public static void showAdaptersToTheirApplications() {
    run("set", CLASS_LOADING + "derived");
  }

  /**
   * The users and the roles that peers name are others of the server's.
   *
   * @param adapter the adapter's name in the server
   * @param users of a peer and of the server, as {@code alice=bob}
   * @param roles likewise
   */
  public static void mapIdentities(String adapter, String users, String roles) {
    run(
        "create-connector-work-security-map",
        "--raname=" + adapter,
        "--principalsmap=" + users,
        USERS_MAP);
    run(
        "create-connector-work-security-map",
        "--raname=" + adapter,
        "--groupsmap=" + roles,
        ROLES_MAP);
  }

  /** They are taken as they are. */
  public static void mapNoIdentities(String adapter) {
    run("delete-connector-work-security-map", "--raname=" + adapter, USERS_MAP);
    run("delete-connector-work-security-map", "--raname=" + adapter, ROLES_MAP);
  }

  @SuppressWarnings("BanJNDI") // a constant name, in the naming of this JVM
  private static void run(String command, String... arguments) {
    try {
      // put there by Arquillian's adapter
      CommandRunner runner = InitialContext.doLookup("org.glassfish.embeddable.CommandRunner");
      CommandResult result = runner.run(command, arguments);
      if (result.getExitStatus() != CommandResult.ExitStatus.SUCCESS) {
        throw new IllegalStateException(
            command + " " + Arrays.toString(arguments) + ": " + result.getOutput(),
            result.getFailureCause());
      }
    } catch (NamingException e) {
      throw new IllegalStateException("The server has not been started.", e);
    }
  }
}
