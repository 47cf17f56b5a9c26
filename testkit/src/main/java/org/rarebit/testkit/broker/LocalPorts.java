package org.rarebit.testkit.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** TCP ports of 127.0.0.1. */
final class LocalPorts {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int METHOD_FRAME = 1;

  private LocalPorts() {}

  /** 127.0.0.1 itself: never ::1, which the JVM may prefer for "localhost". */
  static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  /** A port that nobody listens on at the moment. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
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
