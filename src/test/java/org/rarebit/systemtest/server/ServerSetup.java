package org.rarebit.systemtest.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server is started with.
 *
 * @param home where it is installed
 * @param javaHome the JDK that it runs on
 * @param directory for what it writes; emptied at the start
 * @param httpPort of the applications
 * @param brokerUrl what the adapter finds where its own property says nothing
 * @param archives to be deployed, in this order
 * @param more of its environment
 */
public record ServerSetup(
    Path home,
    Path javaHome,
    Path directory,
    int httpPort,
    String brokerUrl,
    List<Path> archives,
    Map<String, String> more) {

  /** The last of them, which the others are for. */
  Path application() {
    return archives.get(archives.size() - 1);
  }

  String java() {
    return javaHome.resolve("bin/java").toString();
  }

  /** The URL has a password, which others could see in a command line. */
  Map<String, String> environment() {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "RAREBIT_CONNECTION_URL", brokerUrl,
                "JAVA_HOME", javaHome.toString(),
                "AS_JAVA", javaHome.toString()));
    environment.putAll(more);
    return environment;
  }

  String applicationName() {
    return application().getFileName().toString();
  }
}
