package org.rarebit.testkit.broker;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;

/** Listens on a loopback port and starts a session for every client. Thread-safe. */
final class Acceptor implements Runnable {
  private static final System.Logger LOG = System.getLogger(Acceptor.class.getName());
  private static final int BACKLOG = 200;
  private static final long STOP_MILLIS = 1_000;

  private final BrokerSettings settings;
  private final Map<String, VirtualHost> vhosts;
  private final Connections connections;
  private final FaultState faults;
  private final ServerSocket serverSocket;
  private final Thread thread;

  /**
   * Binds the port.
   *
   * @param port 0 for any free one
   * @throws IOException if it is taken
   */
  Acceptor(
      int port,
      BrokerSettings settings,
      Map<String, VirtualHost> vhosts,
      Connections connections,
      FaultState faults)
      throws IOException {
    this.settings = settings;
    this.vhosts = vhosts;
    this.connections = connections;
    this.faults = faults;
    try {
      serverSocket = port == 0 ? LocalPorts.listen(BACKLOG) : LocalPorts.listen(port, BACKLOG);
    } catch (IOException e) {
      throw new IOException("Cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
    }
    thread = new Thread(this, "rarebit-broker-acceptor-" + port());
    thread.setDaemon(true);
  }

  int port() {
    return serverSocket.getLocalPort();
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    while (!serverSocket.isClosed()) {
      try {
        accept(serverSocket.accept());
      } catch (IOException e) {
        if (!serverSocket.isClosed()) {
          LOG.log(Level.WARNING, "embedded broker: a connection could not be accepted", e);
        }
      }
    }
  }

  private void accept(Socket socket) throws IOException {
    try {
      if (faults.refusesConnections()) {
        socket.close();
      } else {
        connections.start(new ConnectionSession(socket, settings, vhosts, connections, faults));
      }
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Closes the port and waits for the thread. */
  void stop() {
    try {
      serverSocket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "server socket did not close cleanly", e);
    }
    if (!Threads.join(thread, STOP_MILLIS)) {
      LOG.log(Level.WARNING, "embedded broker: the accepting thread did not end within 1 s");
    }
  }
}
