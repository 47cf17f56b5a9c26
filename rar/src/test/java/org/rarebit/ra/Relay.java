package org.rarebit.ra;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import org.rarebit.testkit.broker.ConnectionInfo;
import org.rarebit.testkit.broker.EmbeddedBroker;

/**
 * Stands between the adapter and a broker on this machine: counts, and, with a factory of TLS
 * sockets, ends TLS. Thread-safe.
 */
final class Relay implements AutoCloseable {

  private final ServerSocket listening;
  private final int target;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet(); // of our ends towards it
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  Relay(ServerSocketFactory factory, int target) throws IOException {
    this.listening = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    run(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Connections that were made so far. */
  int accepted() {
    return accepted.get();
  }

  /** Bytes that went to the broker so far. */
  long sent() {
    return sent.get();
  }

  /** The broker's connections that come through here. */
  List<ConnectionInfo> connections(EmbeddedBroker broker) {
    return broker.connections().stream().filter(one -> ports.contains(one.clientPort())).toList();
  }

  private void run(Runnable task) {
    Thread thread = new Thread(task, "test relay");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listening.accept();
        accepted.incrementAndGet();
        Socket broker = new Socket();
        sockets.add(client);
        sockets.add(broker);
        if (!connect(broker)) {
          client.close();
          continue;
        }
        run(() -> copy(client, broker, sent));
        run(() -> copy(broker, client, new AtomicLong()));
      } catch (IOException e) {
        // closed, or the handshake failed: the next one may do better
      }
    }
  }

  private boolean connect(Socket broker) {
    try {
      broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      ports.add(broker.getLocalPort());
      return true;
    } catch (IOException e) {
      return false; // the broker is down
    }
  }

  private static void copy(Socket from, Socket to, AtomicLong count) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count.addAndGet(read);
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // either side hung up, or the handshake failed: both sockets are closed now
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    try {
      for (Thread thread : threads) {
        thread.join(10_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
