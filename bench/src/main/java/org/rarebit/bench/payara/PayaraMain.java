package org.rarebit.bench.payara;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.glassfish.embeddable.BootstrapProperties;
import org.glassfish.embeddable.CommandResult;
import org.glassfish.embeddable.GlassFish;
import org.glassfish.embeddable.GlassFishException;
import org.glassfish.embeddable.GlassFishProperties;
import org.glassfish.embeddable.GlassFishRuntime;
import org.rarebit.bench.load.Footprint;

/**
 * Payara Embedded with an application. Lines on standard input are commands, whose answers go to
 * standard output: {@code deploy FILE} replaces the application, {@code footprint} tells what the
 * server holds, and all others are for the application's bean Control.
 */
public final class PayaraMain {

  private static final String APPLICATION = "rarebit-bench";

  private static final String CONTROL =
      "java:global/" + APPLICATION + "/beans/Control!java.util.function.UnaryOperator";

  private final GlassFish server;
  private UnaryOperator<String> control; // null before the first deployment

  private PayaraMain(GlassFish server) {
    this.server = server;
  }

  /**
   * Serves until standard input ends.
   *
   * @param arguments a directory for the server's files, and the application's archive
   * @throws Exception if it cannot serve
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err); // the server's log is no answer
    Path domain = Path.of(arguments[0], "domain.xml");
    LoopbackDomain.write(domain);
    GlassFishProperties properties = new GlassFishProperties();
    properties.setConfigFileURI(domain.toUri().toString());
    properties.setConfigFileReadOnly(true);
    GlassFishRuntime runtime = GlassFishRuntime.bootstrap(new BootstrapProperties());
    GlassFish server = runtime.newGlassFish(properties);
    server.start();
    PayaraMain main = new PayaraMain(server);
    main.deploy(arguments[1]);
    out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    while (line != null) {
      out.println(main.answer(line));
      line = in.readLine();
    }
    server.dispose();
    runtime.shutdown();
    System.exit(0); // the server leaves threads behind that would keep this JVM
  }

  private String answer(String line) {
    try {
      if (line.startsWith("deploy ")) {
        deploy(line.substring("deploy ".length()));
        return "deployed";
      }
      return line.equals("footprint") ? Footprint.now(null).toString() : control.apply(line);
    } catch (Exception e) {
      e.printStackTrace();
      return "failed: " + e.toString().replace('\n', ' ');
    }
  }

  @SuppressWarnings({"unchecked", "BanJNDI"}) // a constant name, in the naming of this JVM
  private void deploy(String file) throws GlassFishException, NamingException {
    if (control != null) {
      run("undeploy", APPLICATION);
    }
    run("deploy", "--name", APPLICATION, file);
    control = InitialContext.doLookup(CONTROL);
  }

  private void run(String command, String... arguments) throws GlassFishException {
    CommandResult result = server.getCommandRunner().run(command, arguments);
    if (result.getExitStatus() == CommandResult.ExitStatus.FAILURE) {
      throw new IllegalStateException(result.getOutput(), result.getFailureCause());
    }
  }
}
