package org.rarebit.systemtest.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/**
 * A door before the broker, at an address of its own. While it is shut, connections are refused, as
 * they are when a broker is down; shutting it breaks those that exist. Thread-safe.
 */
public final class Gate implements AutoCloseable {

  private final URI broker;
  private final int port = FreePort.find();
  private final Set<Socket> sockets = new HashSet<>(); // guarded by this
  private ServerSocket door; // guarded by this; null while shut

  private Gate(URI broker) {
    this.broker = broker;
  }

  /**
   * A gate that is shut.
   *
   * @param brokerUrl a transport URL with one host
   */
  public static Gate shut(String brokerUrl) {
    return new Gate(URI.create(brokerUrl));
  }

  /** The transport URL by way of the gate. */
  public String url() {
    return broker.getScheme()
        + "://"
        + broker.getRawUserInfo()
        + "@127.0.0.1:"
        + port
        + broker.getRawPath();
  }

  /** Where it is, on the loopback address. */
  public int port() {
    return port;
  }

  /** Lets connections through from now on. */
  public synchronized void open() {
    try {
      ServerSocket opened = new ServerSocket();
      opened.setReuseAddress(true);
      opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      door = opened;
      start("gate-" + port, () -> accept(opened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses connections from now on and breaks those that exist. */
  public synchronized void shut() {
    if (door == null) {
      return;
    }
    closeQuietly(door);
    door = null;
    sockets.forEach(Gate::closeQuietly);
    sockets.clear();
  }

  @Override
  public void close() {
    shut();
  }

  private void accept(ServerSocket opened) {
    try {
      while (true) {
        Socket client = opened.accept();
        Socket server = new Socket(broker.getHost(), broker.getPort());
        client.setTcpNoDelay(true); // else each small frame would wait for the last one's ACK
        server.setTcpNoDelay(true);
        if (!keep(opened, client, server)) {
          return;
        }
        start("gate-in", () -> copy(client, server));
        start("gate-out", () -> copy(server, client));
      }
    } catch (IOException e) {
      // shut, or the broker itself is away: in both cases nobody gets through
      closeQuietly(opened);
    }
  }

  private synchronized boolean keep(ServerSocket opened, Socket client, Socket server) {
    if (door != opened) {
      closeQuietly(client);
      closeQuietly(server);
      return false;
    }
    sockets.add(client);
    sockets.add(server);
    return true;
  }

  private synchronized void drop(Socket one, Socket other) {
    closeQuietly(one);
    closeQuietly(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // one side has gone; so does the other
      closeQuietly(to);
    } finally {
      drop(from, to);
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // it is closed, or as good as
      return;
    }
  }
}
