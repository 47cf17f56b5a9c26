package org.rarebit.testkit.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A private node of the real RabbitMQ, for tests that want the truth: with its own ports on
 * 127.0.0.1, its own epmd, its data and logs under one directory, and no plugins but those it is
 * told. Runs as root and as an ordinary user, beside the machine's own node and without touching
 * it. Thread-safe.
 *
 * <pre>{@code
 * assumeTrue(RabbitMqNode.isAvailable(), "rabbitmq-server is not installed");
 * try (RabbitMqNode node = new RabbitMqNode(Path.of("target", "rabbitmq")).start()) {
 *   connectTo(node.url());
 * }
 * }</pre>
 *
 * <p>Needs the commands rabbitmq-server and epmd, as the packages rabbitmq-server and erlang-base
 * of Debian install them: on this machine, or in the folder that {@link Installation#chosen()}
 * tells. Starting takes some seconds.
 */
public final class RabbitMqNode implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(10);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
  private static final Duration CONTROL_LIMIT = Duration.ofMinutes(5);
  private static final String LOOPBACK_ONLY = "-kernel inet_dist_use_interface {127,0,0,1}";

  private static final String STARTED =
      " completed with "; // so many plugins; other words may come before
  private static final String COOKIE = ".erlang.cookie";

  private final Installation installation;
  private final Path directory;
  private final int port = LocalPorts.free();
  private final int distributionPort = LocalPorts.free();
  private final int epmdPort = LocalPorts.free();
  private final Thread atExit = new Thread(this::kill, "rarebit-rabbitmq-at-exit");
  private final List<String> configuration = // guarded by this
      new ArrayList<>(
          // no alarms of the machine's: tests that want one raise it themselves
          List.of("disk_free_limit.absolute = 1MB", "vm_memory_high_watermark.relative = 0.9"));
  private final List<String> plugins = new ArrayList<>(); // guarded by this
  private Integer tlsPort; // guarded by this; null: no TLS
  private boolean watched; // guarded by this; whether the JVM's exit would end the processes
  private boolean isFirst; // guarded by this; others of a cluster need its epmd
  private RabbitMqNode first; // guarded by this; of the cluster to join; null: none
  private volatile OwnedProcess epmd; // written with this held; null while stopped
  private volatile OwnedProcess server; // written with this held; null while stopped

  /**
   * A node that is not started.
   *
   * @param directory for the node's files; is made, and removed by {@link #close()} with all that
   *     is in it
   * @throws IOException if there is something at that place already, or no free port
   */
  public RabbitMqNode(Path directory) throws IOException {
    this(Installation.chosen(), directory);
  }

  /**
   * A node of an installation, which is not started.
   *
   * @param installation has the programs
   * @param directory as above
   * @throws IOException as above
   */
  public RabbitMqNode(Installation installation, Path directory) throws IOException {
    this.installation = installation;
    if (Files.exists(directory)) {
      throw new IOException(
          directory + " exists already. Name a directory that is still to be made.");
    }
    this.directory = directory.toAbsolutePath();
  }

  /**
   * Adds lines to the node's rabbitmq.conf, from the next start on.
   *
   * @param lines for example {@code default_user = app}
   * @return this node
   */
  public synchronized RabbitMqNode configure(String... lines) {
    configuration.addAll(List.of(lines));
    return this;
  }

  /**
   * Enables plugins, from the next start on; the machine has them.
   *
   * @param names for example rabbitmq_auth_mechanism_ssl
   * @return this node
   */
  public synchronized RabbitMqNode plugins(String... names) {
    plugins.addAll(List.of(names));
    return this;
  }

  /**
   * Opens a port with TLS beside the plain one, from the next start on. A client that shows a
   * certificate must show one of the authority; it need not show one, unless {@link #configure}
   * says {@code ssl_options.fail_if_no_peer_cert = true}.
   *
   * @param authority the certificate of the authority, PEM
   * @param certificate the node's, PEM
   * @param key the node's private key without a password, PEM
   * @return this node
   * @throws IOException if there is no free port
   */
  public synchronized RabbitMqNode tls(Path authority, Path certificate, Path key)
      throws IOException {
    if (tlsPort != null) {
      throw new IllegalStateException("The node has a port with TLS already.");
    }
    tlsPort = LocalPorts.free();
    return configure(
        "listeners.ssl.default = 127.0.0.1:" + tlsPort,
        "ssl_options.cacertfile = " + authority.toAbsolutePath(),
        "ssl_options.certfile = " + certificate.toAbsolutePath(),
        "ssl_options.keyfile = " + key.toAbsolutePath(),
        "ssl_options.verify = verify_peer",
        "ssl_options.fail_if_no_peer_cert = false"); // the default, but in newer releases
  }

  /**
   * Makes the node a member of another one's cluster, at its first start. The other one is started
   * before, and closed after it.
   *
   * @param started the first node of the cluster
   * @return this node
   */
  public synchronized RabbitMqNode join(RabbitMqNode started) {
    first = started;
    started.keepEpmd();
    return configure(
        "cluster_formation.peer_discovery_backend = classic_config",
        "cluster_formation.classic_config.nodes.1 = " + started.name(),
        "cluster_formation.classic_config.nodes.2 = " + name());
  }

  /**
   * The port with TLS.
   *
   * @throws IllegalStateException if there is none
   */
  public synchronized int tlsPort() {
    if (tlsPort == null) {
      throw new IllegalStateException("The node has no port with TLS: call tls first.");
    }
    return tlsPort;
  }

  /** Whether the {@linkplain Installation#chosen() chosen installation} has what it takes. */
  public static boolean isAvailable() {
    return isAvailable(Installation.chosen());
  }

  /** Whether an installation has what it takes. */
  public static boolean isAvailable(Installation installation) {
    return serverCommand(installation).isPresent() && epmdCommand(installation).isPresent();
  }

  // Debian's /usr/sbin/rabbitmq-server insists on the user rabbitmq; what it wraps does not
  private static Optional<Path> serverCommand(Installation installation) {
    return installation.find("rabbitmq-server", Path.of("/usr/lib/rabbitmq/bin"));
  }

  private static Optional<Path> epmdCommand(Installation installation) {
    return installation.find("epmd", Path.of("/usr/bin"));
  }

  /**
   * Starts the node and blocks until it has started and answers AMQP clients; at the second start,
   * with the ports and the data of the first. Does nothing if it runs.
   *
   * @return this node
   * @throws IOException if it is not installed or does not come up within ten minutes; the message
   *     has the end of what it printed
   */
  public synchronized RabbitMqNode start() throws IOException, InterruptedException {
    if (server != null) {
      return this;
    }
    Path serverCommand = serverCommand(installation).orElseThrow(() -> missing("rabbitmq-server"));
    Path epmdCommand = epmdCommand(installation).orElseThrow(() -> missing("epmd"));
    prepareDirectory();
    watchExit();
    try {
      if (epmd == null && first == null) {
        epmd =
            OwnedProcess.start(
                directory.resolve("epmd.log"),
                Map.of(),
                command(epmdCommand, "-port", String.valueOf(epmdPort), "-address", "127.0.0.1"));
      }
      server =
          OwnedProcess.start(
              directory.resolve("rabbitmq.log"), environment(), command(serverCommand, "-noinput"));
      awaitStarted();
    } catch (IOException | InterruptedException | RuntimeException e) {
      kill();
      unwatchExit();
      throw e;
    }
    return this;
  }

  private String[] command(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return installation.command(List.of(directory), command).toArray(String[]::new);
  }

  private IOException missing(String command) {
    return new IOException(
        "There is no command "
            + command
            + " on "
            + installation
            + ". "
            + installation.remedy("rabbitmq-server"));
  }

  private void prepareDirectory() throws IOException {
    Path cookie = Files.createDirectories(directory.resolve("home")).resolve(COOKIE);
    if (first != null && Files.notExists(cookie)) {
      Files.copy(first.directory.resolve("home").resolve(COOKIE), cookie);
    }
    Files.write(directory.resolve("rabbitmq.conf"), configuration);
    Files.writeString(directory.resolve("plugins"), "[" + String.join(",", plugins) + "].\n");
  }

  private Map<String, String> environment() {
    return Map.ofEntries(
        Map.entry("HOME", directory.resolve("home").toString()),
        Map.entry("ERL_CRASH_DUMP", directory.resolve("erl_crash.dump").toString()),
        Map.entry("ERL_EPMD_PORT", String.valueOf(first == null ? epmdPort : first.epmdPort)),
        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
        Map.entry("RABBITMQ_NODENAME", name()),
        Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
        Map.entry("RABBITMQ_NODE_PORT", String.valueOf(port)),
        Map.entry("RABBITMQ_DIST_PORT", String.valueOf(distributionPort)),
        Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", LOOPBACK_ONLY),
        Map.entry("RABBITMQ_CTL_ERL_ARGS", LOOPBACK_ONLY),
        Map.entry("RABBITMQ_MNESIA_BASE", directory.resolve("mnesia").toString()),
        Map.entry("RABBITMQ_LOG_BASE", directory.resolve("log").toString()),
        Map.entry("RABBITMQ_PID_FILE", directory.resolve("pid").toString()),
        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", directory.resolve("plugins").toString()),
        Map.entry("RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq.conf").toString()),
        Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"), // not the machine's
        // the script then becomes the node instead of watching over it
        Map.entry("RABBITMQ_ALLOW_INPUT", "1"));
  }

  /** A node answers before it counts as running; until it does, 4.0 drops direct replies. */
  private boolean isStarted() throws IOException {
    return LocalPorts.answersAmqp(port)
        && (tlsPort == null || LocalPorts.accepts(tlsPort))
        && server.hasPrinted(STARTED);
  }

  private void awaitStarted() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!isStarted()) {
      boolean exited = server.awaitExit(Duration.ofMillis(100));
      if (exited || System.nanoTime() > deadline) {
        throw new IOException(
            "RabbitMQ "
                + (exited ? "ended" : "did not answer within " + START_LIMIT.toSeconds() + " s")
                + ". The end of what it printed:\n"
                + server.lastOutput());
      }
    }
  }

  /**
   * Stops the node as an operator would, and keeps its data for the next {@link #start()}. Blocks
   * until its processes are gone, some seconds.
   */
  public synchronized void stop() {
    if (server != null) {
      server.terminate(STOP_LIMIT);
      crash();
      if (!isFirst) {
        kill();
        unwatchExit();
      }
    }
  }

  /**
   * Ends the node at once, as a power cut does, and keeps its data for the next {@link #start()}.
   * Clients see a reset. Does nothing if it is stopped.
   */
  public synchronized void crash() {
    OwnedProcess running = server;
    if (running != null) {
      server = null;
      running.kill(); // epmd stays, other nodes may need it
    }
  }

  private void watchExit() {
    if (!watched) {
      watched = true;
      Runtime.getRuntime().addShutdownHook(atExit);
    }
  }

  private void unwatchExit() {
    if (watched) {
      watched = false;
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  /**
   * Runs rabbitmqctl on this node, which is started, and blocks until it has ended, some seconds.
   *
   * @param arguments for example {@code change_password guest secret}
   * @return what it printed
   * @throws IOException if it failed, with what it printed
   */
  public String control(String... arguments) throws IOException, InterruptedException {
    Path ctl =
        installation
            .find("rabbitmqctl", Path.of("/usr/lib/rabbitmq/bin"))
            .orElseThrow(() -> missing("rabbitmqctl"));
    List<String> command = new ArrayList<>(List.of("-n", name(), "-q"));
    command.addAll(List.of(arguments));
    Map<String, String> variables;
    synchronized (this) {
      variables = environment();
    }
    Path output = Files.createTempFile(directory, "control", ".log");
    OwnedProcess process =
        OwnedProcess.start(output, variables, command(ctl, command.toArray(String[]::new)));
    try {
      if (!process.awaitExit(CONTROL_LIMIT) || process.exitValue() != 0) {
        throw new IOException(
            "rabbitmqctl " + List.of(arguments) + " failed:\n" + process.lastOutput());
      }
      return Files.readString(output);
    } finally {
      process.kill();
      Files.deleteIfExists(output);
    }
  }

  // not synchronized: at the JVM's exit, whoever holds the monitor may never give it back
  private void kill() {
    OwnedProcess runningServer = server;
    OwnedProcess runningEpmd = epmd;
    server = null;
    epmd = null;
    if (runningServer != null) {
      runningServer.kill();
    }
    if (runningEpmd != null) {
      runningEpmd.kill();
    }
  }

  /** Ends the node's processes at once and removes its directory. */
  @Override
  public synchronized void close() throws IOException {
    kill();
    unwatchExit();
    Directories.remove(directory);
  }

  /**
   * The node's process, for example to measure the processor time that it takes.
   *
   * @throws IllegalStateException if it is not started
   */
  public long pid() {
    OwnedProcess running = server;
    if (running == null) {
      throw new IllegalStateException("The node is not started.");
    }
    return running.pid();
  }

  private synchronized void keepEpmd() {
    isFirst = true;
  }

  /** The node's name in its cluster. */
  public String name() {
    return "rarebit-" + port + "@localhost";
  }

  /** The AMQP port; the same after a restart. */
  public int port() {
    return port;
  }

  /** The transport URL: {@code rabbit://guest:guest@127.0.0.1:PORT/}. */
  public String url() {
    return "rabbit://guest:guest@127.0.0.1:" + port + "/";
  }
}
