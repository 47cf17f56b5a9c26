package org.rarebit.systemtest.support;

import java.io.File;
import java.nio.file.Path;
import org.glassfish.embeddable.BootstrapProperties;
import org.glassfish.embeddable.CommandResult;
import org.glassfish.embeddable.GlassFish;
import org.glassfish.embeddable.GlassFishException;
import org.glassfish.embeddable.GlassFishProperties;
import org.glassfish.embeddable.GlassFishRuntime;

/** Payara Embedded in this JVM, on the loopback address; not the one that the tests share. */
public final class PayaraServer implements AutoCloseable {

  private final GlassFishRuntime runtime;
  private final GlassFish server;

  private PayaraServer(GlassFishRuntime runtime, GlassFish server) {
    this.runtime = runtime;
    this.server = server;
  }

  /**
   * Starts the server; takes seconds.
   *
   * @param directory for the server's configuration
   * @param databaseUrl of the default data source, for H2
   */
  public static PayaraServer start(Path directory, int httpPort, String databaseUrl)
      throws GlassFishException {
    Path domain = directory.resolve("domain.xml");
    PayaraDomain.write(domain, httpPort, databaseUrl);
    GlassFishProperties properties = new GlassFishProperties();
    properties.setConfigFileURI(domain.toUri().toString());
    properties.setConfigFileReadOnly(true);
    GlassFishRuntime runtime = GlassFishRuntime.bootstrap(new BootstrapProperties());
    GlassFish server = runtime.newGlassFish(properties);
    server.start();
    return new PayaraServer(runtime, server);
  }

  /** Deploys an archive; takes seconds. */
  public void deploy(File archive) throws GlassFishException {
    if (!archive.isFile()) {
      throw new IllegalStateException(archive + " is missing; ./mvnw package makes it.");
    }
    // the command, and not the Deployer, which keeps the reason of a failure to itself
    run("deploy", archive.getAbsolutePath());
  }

  /** Takes an application away; takes as long as its running calls. */
  public void undeploy(String name) throws GlassFishException {
    run("undeploy", name);
  }

  private void run(String command, String argument) throws GlassFishException {
    CommandResult result = server.getCommandRunner().run(command, argument);
    if (result.getExitStatus() == CommandResult.ExitStatus.FAILURE) {
      throw new IllegalStateException(command + " " + argument + " failed: " + reasonOf(result));
    }
  }

  /** The first line, without what the command says of itself. */
  private static String reasonOf(CommandResult result) {
    String first = result.getOutput().lines().findFirst().orElse("no reason given");
    return first.substring(Math.max(0, first.indexOf("Error occurred")));
  }

  @Override
  public void close() throws GlassFishException {
    server.dispose();
    runtime.shutdown();
  }
}
