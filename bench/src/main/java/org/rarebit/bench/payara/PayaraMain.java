package org.rarebit.bench.payara;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import javax.naming.InitialContext;
import org.glassfish.embeddable.BootstrapProperties;
import org.glassfish.embeddable.CommandResult;
import org.glassfish.embeddable.GlassFish;
import org.glassfish.embeddable.GlassFishProperties;
import org.glassfish.embeddable.GlassFishRuntime;

/**
 * Payara Embedded with an application. Lines on standard input are commands for its bean Control,
 * whose answers go to standard output.
 */
public final class PayaraMain {

  private static final String CONTROL =
      "java:global/rarebit-bench/beans/Control!java.util.function.UnaryOperator";

  private PayaraMain() {}

  /**
   * Serves until standard input ends.
   *
   * @param arguments a directory for the server's files, and the application's archive
   * @throws Exception if it cannot serve
   */
  @SuppressWarnings({"unchecked", "BanJNDI"}) // a constant name, in the naming of this JVM
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
    CommandResult deployed = server.getCommandRunner().run("deploy", arguments[1]);
    if (deployed.getExitStatus() == CommandResult.ExitStatus.FAILURE) {
      throw new IllegalStateException(deployed.getOutput(), deployed.getFailureCause());
    }
    UnaryOperator<String> control = InitialContext.doLookup(CONTROL);
    out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    while (line != null) {
      out.println(answer(control, line));
      line = in.readLine();
    }
    server.dispose();
    runtime.shutdown();
    System.exit(0); // the server leaves threads behind that would keep this JVM
  }

  private static String answer(UnaryOperator<String> control, String line) {
    try {
      return control.apply(line);
    } catch (RuntimeException e) {
      e.printStackTrace();
      return "failed: " + e.toString().replace('\n', ' ');
    }
  }
}
