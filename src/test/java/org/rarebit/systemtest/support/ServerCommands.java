package org.rarebit.systemtest.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private static final String DEFAULT_DATA_SOURCE = "resources.jdbc-resource.jdbc/__default.";

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
   * A user who can log in at the server, of no group that has a role.
   *
   * @param passwordFile is written, and read by the server
   */
  public static void addUser(String name, String password, Path passwordFile) {
    addUser(name, password, "users", passwordFile);
  }

  /** The same, of a group. */
  public static void addUser(String name, String password, String group, Path passwordFile) {
    try {
      Files.writeString(passwordFile, "AS_ADMIN_USERPASSWORD=" + password + System.lineSeparator());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        "create-file-user",
        "--authrealmname=file",
        "--groups=" + group,
        "--passwordfile=" + passwordFile,
        name);
  }

  /** The user is gone. */
  public static void removeUser(String name) {
    run("delete-file-user", "--authrealmname=file", name);
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

  /**
   * Makes a pool and the resource {@code jdbc/NAME} for it.
   *
   * @param type javax.sql.DataSource or javax.sql.XADataSource
   * @param url of an H2 database
   */
  public static void createDataSource(String name, String type, String url) {
    run(
        "create-jdbc-connection-pool",
        "--restype=" + type,
        "--datasourceclassname=org.h2.jdbcx.JdbcDataSource",
        "--steadypoolsize=0",
        "--property=url=" + url.replace(":", "\\:"),
        name);
    run("create-jdbc-resource", "--connectionpoolid=" + name, "jdbc/" + name);
  }

  /** Takes pool and resource away again. */
  public static void deleteDataSource(String name) {
    run("delete-jdbc-resource", "jdbc/" + name);
    run("delete-jdbc-connection-pool", name);
  }

  /**
   * Makes a pool of connections of the adapter that is deployed by itself, and the resource {@code
   * rarebit/NAME} for it.
   *
   * @param options of create-connector-connection-pool
   */
  public static void createConnectionPool(String name, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(
        List.of(
            "--raname=rarebit",
            "--connectiondefinition=org.rarebit.api.RpcConnectionFactory",
            "--steadypoolsize=0",
            "--poolresize=1",
            name));
    run("create-connector-connection-pool", arguments.toArray(String[]::new));
    run("create-connector-resource", "--poolname=" + name, "rarebit/" + name);
  }

  /** Takes pool and resource away again. */
  public static void deleteConnectionPool(String name) {
    run("delete-connector-resource", "rarebit/" + name);
    run("delete-connector-connection-pool", "--cascade=true", name);
  }

  /** Destroys the connections of a pool. */
  public static void flushConnectionPool(String name) {
    run("flush-connection-pool", name);
  }

  /** There is no {@code java:comp/DefaultDataSource} from now on. */
  public static void removeDefaultDataSource() {
    run("set", DEFAULT_DATA_SOURCE + "enabled=false");
  }

  /** There is one again. */
  public static void restoreDefaultDataSource() {
    run("set", DEFAULT_DATA_SOURCE + "enabled=true");
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
