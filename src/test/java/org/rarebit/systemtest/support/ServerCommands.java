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

  private ServerCommands() {}

  /** Adapters that are deployed by themselves are visible to every application. */
  public static void showAdaptersToAllApplications() {
    run("set", CLASS_LOADING + "global");
  }

  /** The server's default. */
  public static void showAdaptersToTheirApplications() {
    run("set", CLASS_LOADING + "derived");
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
