package org.rarebit.systemtest.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.glassfish.embeddable.GlassFishException;
import org.rarebit.systemtest.support.PayaraDomain;
import org.rarebit.systemtest.support.PayaraServer;

/** Payara Embedded in a process of its own, as it is in an application that starts it. */
final class PayaraEmbedded extends StartedServer {

  private static final String DEPLOYED = "rarebit: deployed";
  private static final String UNDEPLOYED = "rarebit: undeployed";

  private PayaraEmbedded(ServerProcess process, URI page) {
    super(process, page);
  }

  /** The one archive that it consists of. */
  static Path archive() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.contains("payara-embedded-all"))
        .map(Path::of)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("payara-embedded-all is not on the class path."));
  }

  static PayaraEmbedded start(ServerSetup setup) {
    Path directory = ServerFiles.fresh(setup.directory());
    Path classes = ServerFiles.ownClasses();
    ServerProcess process =
        ServerProcess.start(
            directory,
            List.of(
                setup.java(),
                "@" + ServerFiles.configuration("../payara.jvmflags"),
                "-Djava.util.logging.config.file=" + classes.resolve("logging.properties"),
                "-cp",
                classes + File.pathSeparator + setup.home(),
                PayaraEmbedded.class.getName(),
                directory.toString(),
                Integer.toString(setup.httpPort()),
                setup.application().toString()),
            setup.environment());
    PayaraEmbedded server = new PayaraEmbedded(process, PageProbe.page(setup.httpPort()));
    process.await(
        () -> server.log().contains(DEPLOYED) && PageProbe.isThere(server.page), () -> null);
    return server;
  }

  /** The process: a directory, a port, an EAR; a line on standard input names what to undeploy. */
  @SuppressWarnings("SystemOut")
  public static void main(String... arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    PayaraServer payara =
        PayaraServer.start(
            directory, Integer.parseInt(arguments[1]), PayaraDomain.DATABASE_IN_MEMORY);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(payara), "stop"));
    payara.deploy(new File(arguments[2]));
    System.out.println(DEPLOYED);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = input.readLine(); name != null; name = input.readLine()) {
      payara.undeploy(name);
      System.out.println(UNDEPLOYED);
    }
    System.exit(0); // whoever started it has ended
  }

  private static void stop(PayaraServer payara) {
    try {
      payara.close();
    } catch (GlassFishException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void undeploy() {
    process.tell("rarebit-example");
  }

  @Override
  public boolean isUndeployed() {
    return log().contains(UNDEPLOYED);
  }
}
