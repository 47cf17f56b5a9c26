package org.rarebit.testkit.broker;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An AMQP 0-9-1 broker in this JVM's memory: a <b>test double</b>, not a product. It answers as
 * RabbitMQ 3.10 does, or as a later one that is {@linkplain Builder#imitating chosen}, down to the
 * codes and texts of its errors, so that RabbitMQ's clients and Python's oslo.messaging join it
 * unconfigured; a suite of probes holds it to that. On command it fails: see {@link #faults()}. It
 * keeps nothing on disk, and has neither cluster nor TLS.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = new EmbeddedBroker().start()) {
 *   connectTo(broker.url());
 *   assertThat(broker.await(Duration.ofSeconds(5), b -> b.consumerCount("compute") == 1)).isTrue();
 *   broker.faults().dropConnections();
 * }
 * }</pre>
 *
 * <p>It listens on 127.0.0.1 only. A broker can be stopped and started again, on the same port,
 * with or without its durable queues. Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** How long clients have for answering the connection.close of a stop, all together. */
  private static final long STOP_GRACE_MILLIS = 500;

  private final BrokerSettings settings;
  private final Changes changes = new Changes();
  private final FaultState faultState = new FaultState(changes);
  private final Connections connections = new Connections(changes);
  private final Faults faults = new Faults(faultState, connections::open);
  private final Map<String, VirtualHost> vhosts = new LinkedHashMap<>();
  private Acceptor acceptor; // guarded by this; null while stopped
  private BrokerTimer timer; // guarded by this; null while stopped
  private volatile int port; // 0 before the first start

  /** A broker for guest with password guest, with the virtual host "/", on any free port. */
  public EmbeddedBroker() {
    this(builder().settings());
  }

  private EmbeddedBroker(BrokerSettings settings) {
    this.settings = settings;
    this.port = settings.port();
    for (String name : settings.vhosts()) {
      vhosts.put(name, new VirtualHost(name, settings.version(), changes));
    }
  }

  /** A broker with other users, virtual hosts or port. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Opens the port and begins to serve: at the second start, the port of the first. Does nothing if
   * it runs.
   *
   * @return this broker
   * @throws IOException if the port cannot be opened
   */
  public synchronized EmbeddedBroker start() throws IOException {
    if (acceptor == null) {
      Acceptor opened = new Acceptor(port, settings, vhosts, connections, faultState);
      port = opened.port();
      timer = new BrokerTimer("rarebit-broker-timer-" + port);
      for (VirtualHost vhost : vhosts.values()) {
        synchronized (vhost) {
          vhost.start(timer);
        }
      }
      acceptor = opened;
      acceptor.start();
    }
    return this;
  }

  /**
   * Stops as a RabbitMQ node does: connections get a connection.close 320; durable exchanges,
   * durable queues and their persistent messages are kept for the next {@link #start()}. Blocks
   * until no thread and no socket of the broker is left, about a second at most. Does nothing if it
   * is stopped.
   */
  public synchronized void stop() {
    if (acceptor == null) {
      return;
    }
    acceptor.stop();
    connections.stop(
        new AmqpException(
            ReplyCode.CONNECTION_FORCED, "broker forced connection closure with reason 'shutdown'"),
        STOP_GRACE_MILLIS);
    timer.stop();
    acceptor = null;
    timer = null;
    for (VirtualHost vhost : vhosts.values()) {
      synchronized (vhost) {
        vhost.stop();
      }
    }
  }

  /** Stops like {@link #stop()}, and forgets all that was declared. */
  public synchronized void stopAndForget() {
    stop();
    for (VirtualHost vhost : vhosts.values()) {
      synchronized (vhost) {
        vhost.clear();
      }
    }
  }

  /** The same as {@link #stopAndForget()}. */
  @Override
  public void close() {
    stopAndForget();
  }

  /** The port; the same after a restart. 0 before the first start of a broker on any free port. */
  public int port() {
    return port;
  }

  /**
   * The transport URL of the first user and the main virtual host, as oslo.messaging and Rarebit
   * write it: {@code rabbit://guest:guest@127.0.0.1:PORT/}.
   */
  public String url() {
    Map.Entry<String, String> user = settings.users().entrySet().iterator().next();
    String vhost = mainVhost().name();
    return "rabbit://%s:%s@127.0.0.1:%s/%s"
        .formatted(
            encode(user.getKey()),
            encode(user.getValue()),
            port,
            vhost.equals("/") ? "" : encode(vhost));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What the broker can be told to do wrong. */
  public Faults faults() {
    return faults;
  }

  /**
   * A virtual host, to look at or to disturb.
   *
   * @throws IllegalArgumentException if the broker was built without it
   */
  public EmbeddedVirtualHost vhost(String name) {
    VirtualHost vhost = vhosts.get(name);
    if (vhost == null) {
      throw new IllegalArgumentException(
          "There is no virtual host \"" + name + "\", only " + vhosts.keySet() + ".");
    }
    return new EmbeddedVirtualHost(vhost);
  }

  /** The main virtual host: "/", or the first one the broker was built with. */
  public EmbeddedVirtualHost mainVhost() {
    return new EmbeddedVirtualHost(vhosts.values().iterator().next());
  }

  /** {@link EmbeddedVirtualHost#queueNames()} of the main virtual host. */
  public Set<String> queueNames() {
    return mainVhost().queueNames();
  }

  /** {@link EmbeddedVirtualHost#exchangeNames()} of the main virtual host. */
  public Set<String> exchangeNames() {
    return mainVhost().exchangeNames();
  }

  /** {@link EmbeddedVirtualHost#messageCount} of the main virtual host. */
  public int messageCount(String queue) {
    return mainVhost().messageCount(queue);
  }

  /** {@link EmbeddedVirtualHost#unackedCount} of the main virtual host. */
  public int unackedCount(String queue) {
    return mainVhost().unackedCount(queue);
  }

  /** {@link EmbeddedVirtualHost#consumerCount} of the main virtual host. */
  public int consumerCount(String queue) {
    return mainVhost().consumerCount(queue);
  }

  /** The open connections to all virtual hosts, oldest first. */
  public List<ConnectionInfo> connections() {
    return connections.open().stream().map(ConnectionSession::info).toList();
  }

  public int connectionCount() {
    return connections.open().size();
  }

  /** The open channels of all connections together. */
  public int channelCount() {
    return connections().stream().mapToInt(ConnectionInfo::channels).sum();
  }

  /**
   * Blocks until a condition of this broker holds. The condition is tried again after every change
   * (a message in or out, a consumer, a connection …), by the calling thread.
   *
   * @return false if it did not hold within the timeout
   */
  public boolean await(Duration timeout, Predicate<EmbeddedBroker> condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    long seen = changes.count();
    while (!condition.test(this)) {
      if (!changes.awaitAfter(seen, deadline)) {
        return condition.test(this);
      }
      seen = changes.count();
    }
    return true;
  }

  /**
   * Runs a broker until the process is ended, and prints its URL.
   *
   * @param args the port; any free one if it is missing
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    try (EmbeddedBroker broker = builder().port(port).build().start()) {
      System.out.println(broker.url());
      Thread.currentThread().join(); // for ever: the broker's own threads do not keep a JVM alive
    }
  }

  /**
   * What a broker is to be; without any call, what {@link EmbeddedBroker#EmbeddedBroker()} makes.
   */
  public static final class Builder {
    private final Map<String, String> users = new LinkedHashMap<>();
    private final Set<String> vhosts = new LinkedHashSet<>();
    private int port;
    private int heartbeatSeconds = 60;
    private int channelMax = BrokerSettings.CHANNEL_MAX;
    private RabbitMqVersion version = RabbitMqVersion.V3_10;

    private Builder() {}

    /**
     * Chooses the port.
     *
     * @param port from 1 to 65535, or 0 (the default) for any free one
     */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Adds a user. The first one takes the place of guest, and is the one of the URL. */
    public Builder user(String name, String password) {
      users.put(name, password);
      return this;
    }

    /** Adds a virtual host. The first one takes the place of "/", and is the one of the URL. */
    public Builder vhost(String name) {
      vhosts.add(name);
      return this;
    }

    /**
     * Chooses the heartbeat interval.
     *
     * @param seconds proposed to clients, 60 by default; 0: none
     */
    public Builder heartbeatSeconds(int seconds) {
      this.heartbeatSeconds = seconds;
      return this;
    }

    /**
     * Chooses how many channels a connection may have.
     *
     * @param channels proposed to clients, 2047 by default, from 1
     */
    public Builder channelMax(int channels) {
      this.channelMax = channels;
      return this;
    }

    /** Chooses the RabbitMQ that it answers like; 3.10 by default. */
    public Builder imitating(RabbitMqVersion version) {
      this.version = version;
      return this;
    }

    public EmbeddedBroker build() {
      return new EmbeddedBroker(settings());
    }

    private BrokerSettings settings() {
      return new BrokerSettings(
          port,
          users.isEmpty() ? Map.of("guest", "guest") : users,
          vhosts.isEmpty() ? Set.of("/") : new LinkedHashSet<>(vhosts),
          heartbeatSeconds,
          channelMax,
          version);
    }
  }
}
