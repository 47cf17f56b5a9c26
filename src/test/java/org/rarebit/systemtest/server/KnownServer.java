package org.rarebit.systemtest.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The servers that the adapter is tested on. Payara Embedded is on the class path; the others are
 * fetched by a profile of the build, which says by the property {@code rarebit.NAME.home} where
 * they are. The JDK that they run on is said by {@code rarebit.server.java.home}, else it is that
 * of this process.
 */
public enum KnownServer {
  PAYARA_EMBEDDED("Payara Embedded"),
  WILDFLY("WildFly"),
  OPEN_LIBERTY("Open Liberty"),
  PAYARA_SERVER("Payara Server"),
  GLASSFISH7("GlassFish 7"),
  GLASSFISH8("GlassFish 8");

  /** The system property with options for the servers' JVM, of those that do not take their own. */
  public static final String JAVA_OPTIONS = "rarebit.server.java.options";

  private final String title;

  KnownServer(String title) {
    this.title = title;
  }

  /**
   * The server of a profile's name, for example {@code open-liberty}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static KnownServer named(String profile) {
    return Arrays.stream(values())
        .filter(server -> server.profile().equals(profile))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    profile
                        + " is none of "
                        + Arrays.stream(values())
                            .map(KnownServer::profile)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** The name of the Maven profile. */
  public String profile() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name for readers. */
  public String title() {
    return title;
  }

  /**
   * Starts it with an application; takes seconds, five minutes at most.
   *
   * @param directory for what it writes; emptied
   * @throws IllegalStateException if it is not installed, or does not start, or does not deploy
   */
  public ServerUnderTest start(Path directory, int httpPort, String brokerUrl, Path application) {
    return launch(setup(directory, httpPort, brokerUrl, List.of(application)));
  }

  /**
   * Starts it with the adapter and applications beside it, as its page of the manual says.
   *
   * @param directory for what it writes; emptied
   * @param archives to be deployed, the adapter first
   * @throws IllegalStateException if it is not installed, or does not start, or does not deploy
   */
  public StandaloneServer startStandalone(
      Path directory, int httpPort, String brokerUrl, List<Path> archives) {
    return startStandalone(setup(directory, httpPort, brokerUrl, archives));
  }

  /** The same, beside OpenTelemetry's Java agent. */
  public StandaloneServer startStandalone(
      Path directory, int httpPort, String brokerUrl, List<Path> archives, JavaAgent agent) {
    return startStandalone(setup(directory, httpPort, brokerUrl, archives, agent.environment()));
  }

  private StandaloneServer startStandalone(ServerSetup setup) {
    return switch (this) {
      case WILDFLY -> WildFly.startStandalone(setup);
      case OPEN_LIBERTY -> OpenLiberty.startStandalone(setup);
      case PAYARA_SERVER, GLASSFISH7, GLASSFISH8 -> GlassFishServer.startStandalone(setup);
      case PAYARA_EMBEDDED -> throw new UnsupportedOperationException(title);
    };
  }

  ServerSetup setup(Path directory, int httpPort, String brokerUrl, List<Path> archives) {
    String options = System.getProperty(JAVA_OPTIONS, "");
    return setup(
        directory,
        httpPort,
        brokerUrl,
        archives,
        options.isEmpty() ? Map.of() : Map.of("JDK_JAVA_OPTIONS", options)); // read by java
  }

  private ServerSetup setup(
      Path directory,
      int httpPort,
      String brokerUrl,
      List<Path> archives,
      Map<String, String> more) {
    return new ServerSetup(
        home().toAbsolutePath().normalize(),
        javaHome(),
        directory,
        httpPort,
        brokerUrl,
        archives.stream().map(archive -> archive.toAbsolutePath().normalize()).toList(),
        more);
  }

  private ServerUnderTest launch(ServerSetup setup) {
    return switch (this) {
      case PAYARA_EMBEDDED -> PayaraEmbedded.start(setup);
      case WILDFLY -> WildFly.start(setup);
      case OPEN_LIBERTY -> OpenLiberty.start(setup);
      case PAYARA_SERVER, GLASSFISH7, GLASSFISH8 -> GlassFishServer.start(setup);
    };
  }

  private Path home() {
    if (this == PAYARA_EMBEDDED) {
      return PayaraEmbedded.archive();
    }
    String property = "rarebit." + profile() + ".home";
    String home = System.getProperty(property, "");
    if (home.isEmpty()) {
      throw new IllegalStateException(
          title + " is not there: run Maven with -P" + profile() + ", or set " + property + ".");
    }
    return Path.of(home);
  }

  /** The feature version of the servers' JDK, e.g. 17, from the file that each JDK has. */
  public static int javaVersion() throws IOException {
    Properties release = new Properties();
    try (Reader in = Files.newBufferedReader(javaHome().resolve("release"))) {
      release.load(in);
    }
    return Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", "")).feature();
  }

  static Path javaHome() {
    String home = System.getProperty("rarebit.server.java.home", "");
    return Path.of(home.isEmpty() ? System.getProperty("java.home") : home);
  }
}
