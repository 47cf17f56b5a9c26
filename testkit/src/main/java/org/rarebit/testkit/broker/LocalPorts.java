package org.rarebit.testkit.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of 127.0.0.1. */
final class LocalPorts {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int METHOD_FRAME = 1;
  private static final int ATTEMPTS = 100;
  private static final int LOWEST = 10_000;

  /** On Linux, unless told otherwise; other systems begin higher. */
  private static final int LOWEST_OF_CLIENTS = 32_768;

  private LocalPorts() {}

  /** 127.0.0.1 itself: never ::1, which the JVM may prefer for "localhost". */
  static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  /**
   * A port that nobody listens on at the moment: not one of those that the machine gives to
   * clients, since one of them could have it when the time has come.
   */
  static int free() throws IOException {
    try (ServerSocket socket = listen(1)) {
      return socket.getLocalPort();
    }
  }

  /** Listens on such a port. */
  static ServerSocket listen(int backlog) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return listen(ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OF_CLIENTS), backlog);
      } catch (BindException taken) {
        // by another service
      }
    }
    return listen(0, backlog);
  }

  /**
   * Listens on a port.
   *
   * @param port 0 for any
   * @throws IOException if it is taken
   */
  static ServerSocket listen(int port, int backlog) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port), backlog);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Whether somebody listens on a port. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(loopback(), port), PATIENCE_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Whether a broker answers the protocol header of AMQP 0-9-1 with a method. */
  static boolean answersAmqp(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(loopback(), port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(Handshake.protocolHeader());
      return socket.getInputStream().read() == METHOD_FRAME;
    } catch (IOException notYet) {
      return false;
    }
  }
}
