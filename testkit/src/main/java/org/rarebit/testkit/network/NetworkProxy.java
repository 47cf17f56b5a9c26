package org.rarebit.testkit.network;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP proxy in front of a broker on this machine, which breaks in the ways of {@link
 * NetworkFault} when a test says so. It listens on 127.0.0.1 only, on a port of its own that stays
 * the same, and leaves neither thread nor socket behind when it is closed. Thread-safe.
 *
 * <pre>{@code
 * try (NetworkProxy network = new NetworkProxy(broker.port())) {
 *   adapter.setConnectionURL("rabbit://guest:guest@127.0.0.1:" + network.port() + "/");
 *   ...
 *   network.become(NetworkFault.HALF_OPEN);
 *   assertThatThrownBy(() -> stock.take("bolt", 3)).isInstanceOf(MessagingTimeoutException.class);
 *   network.become(NetworkFault.NONE);
 * }
 * }</pre>
 */
public final class NetworkProxy implements AutoCloseable {

  /** Small, so that a client notices soon that nobody reads. */
  private static final int RECEIVE_BUFFER = 64 << 10;

  private static final int BACKLOG = 50;
  private static final int ATTEMPTS = 100;
  private static final int LOWEST_PORT = 10_000;

  /** On Linux, unless told otherwise; other systems begin higher. */
  private static final int LOWEST_PORT_OF_CLIENTS = 32_768;

  private static final long JOIN_MILLIS = 10_000;

  private final int brokerPort;
  private final int port;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

  /** All that were started and may still run, those of connections that are over among them. */
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

  private NetworkFault fault = NetworkFault.NONE; // guarded by this
  private ServerSocket listening; // guarded by this; null while refused and when closed
  private Socket reserved; // guarded by this; has the port while it is refused; null otherwise
  private int accepted; // guarded by this
  private boolean closed; // guarded by this

  /**
   * Listens at once.
   *
   * @param brokerPort where the broker listens on 127.0.0.1; it need not do so yet
   * @throws IOException if no port can be opened
   */
  public NetworkProxy(int brokerPort) throws IOException {
    this.brokerPort = brokerPort;
    synchronized (this) {
      listenSomewhere();
      this.port = listening.getLocalPort();
    }
  }

  /**
   * Not on a port that the machine gives to clients: one of them could have it when the proxy
   * listens again.
   */
  private void listenSomewhere() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS && listening == null; attempt++) {
      try {
        listen(ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_PORT_OF_CLIENTS));
      } catch (BindException taken) {
        // by another service
      }
    }
    if (listening == null) {
      listen(0);
    }
  }

  /** The port to connect to; the same for the proxy's whole life. */
  public int port() {
    return port;
  }

  /** Connections that were made so far, also those that were reset or never answered. */
  public synchronized int accepted() {
    return accepted;
  }

  /** Connections that are open now. */
  public int open() {
    return connections.size();
  }

  /** How many bytes clients have sent to the broker through the open connections. */
  public long sent() {
    return connections.stream().mapToLong(ProxiedConnection::sent).sum();
  }

  /**
   * Begins a fault, instead of the one before. What was swallowed stays lost; what was held up goes
   * on with {@link NetworkFault#NONE}. Returns when connections that are to be reset have been.
   *
   * @throws IOException if the port cannot be opened again after {@link NetworkFault#REFUSED}
   */
  public void become(NetworkFault next) throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The proxy is closed.");
      }
      fault = next;
      if (next == NetworkFault.REFUSED) {
        stopListening();
        reserve();
      } else if (listening == null) {
        stopListening();
        listen(port);
      }
    }
    connections.forEach(ProxiedConnection::faultChanged);
    if (next == NetworkFault.CUT || next == NetworkFault.REFUSED || next == NetworkFault.SILENT) {
      cut();
    }
  }

  /** Resets all connections once; new ones are as before. */
  public void cut() {
    List.copyOf(connections).forEach(ProxiedConnection::reset);
  }

  synchronized NetworkFault fault() {
    return fault;
  }

  void ended(ProxiedConnection connection) {
    connections.remove(connection);
  }

  /** 127.0.0.1 itself: never ::1, which a JVM may prefer. */
  static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private void listen(int at) throws IOException {
    ServerSocket opened = new ServerSocket();
    try {
      opened.setReuseAddress(true);
      opened.setReceiveBufferSize(RECEIVE_BUFFER);
      opened.bind(new InetSocketAddress(loopback(), at), BACKLOG);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    listening = opened;
    run("network-proxy-" + opened.getLocalPort(), () -> accept(opened));
  }

  /** In a thread that {@link #close} waits for. */
  void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
    thread.start(); // before it is in the queue: nobody can wait for a thread that has not begun
    threads.add(thread);
  }

  private void stopListening() throws IOException {
    if (listening != null) {
      listening.close();
      listening = null;
    }
    if (reserved != null) {
      reserved.close();
      reserved = null;
    }
  }

  /** Keeps the port from others while nobody listens on it, as far as the system lets us. */
  private void reserve() throws IOException {
    Socket holder = new Socket();
    try {
      holder.setReuseAddress(false);
      holder.bind(new InetSocketAddress(loopback(), port));
      reserved = holder;
    } catch (BindException e) {
      holder.close(); // ends of old connections still have it, and keep others off themselves
    }
  }

  private void accept(ServerSocket on) {
    while (!on.isClosed()) {
      try {
        serve(on.accept());
      } catch (IOException e) {
        // closed, or this one client has gone already
      }
    }
  }

  private void serve(Socket client) throws IOException {
    ProxiedConnection connection;
    synchronized (this) {
      accepted++;
      if (closed || fault == NetworkFault.CUT || fault == NetworkFault.REFUSED) {
        ProxiedConnection.reset(client);
        return;
      }
      connection = new ProxiedConnection(this, client);
      connections.add(connection);
    }
    connection.start(brokerPort);
  }

  /** Resets all connections, and waits until the proxy's threads have ended. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      stopListening();
    }
    cut();
    try {
      // one that is ending may start another, which is in the queue before the first has ended
      for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
        thread.join(JOIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
