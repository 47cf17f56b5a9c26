package org.rarebit.systemtest.demo;

import java.nio.file.Path;
import org.rarebit.systemtest.server.KnownServer;
import org.rarebit.systemtest.support.FreePort;

/**
 * The options of the demo.
 *
 * @param check make the calls, check the answers, and end
 * @param server which one, from Maven Central
 * @param brokerUrl a transport URL; null for the embedded broker
 * @param httpPort the page's
 * @param directory for what the demo writes
 */
record DemoOptions(
    boolean check, KnownServer server, String brokerUrl, int httpPort, Path directory) {

  private static final int MAX_PORT = 65_535;

  static DemoOptions parse(String... arguments) {
    boolean check = false;
    KnownServer server = KnownServer.PAYARA_EMBEDDED;
    String brokerUrl = null;
    int httpPort = 0;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--check" -> check = true;
        case "--server" -> server = KnownServer.named(valueOf(arguments, i++));
        case "--url" -> brokerUrl = url(valueOf(arguments, i++));
        case "--port" -> httpPort = port(valueOf(arguments, i++));
        default -> throw new IllegalArgumentException("Unknown option " + arguments[i] + ".");
      }
    }
    return new DemoOptions(
        check,
        server,
        brokerUrl,
        httpPort == 0 ? FreePort.find() : httpPort,
        Path.of(System.getProperty("rarebit.demo.directory", "target/demo")));
  }

  private static String valueOf(String[] arguments, int option) {
    if (option + 1 == arguments.length) {
      throw new IllegalArgumentException(arguments[option] + " needs a value.");
    }
    return arguments[option + 1];
  }

  private static String url(String text) {
    if (!text.startsWith("rabbit://")) {
      throw new IllegalArgumentException(
          "--url must be like rabbit://guest:guest@127.0.0.1:5672/, but is " + text + ".");
    }
    return text;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--port must be a number, but is " + text + ".", e);
    }
    throw new IllegalArgumentException(
        "--port must be between 1 and " + MAX_PORT + ", but is " + text + ".");
  }
}
