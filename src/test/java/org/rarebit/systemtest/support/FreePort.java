package org.rarebit.systemtest.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for servers that must know theirs beforehand. */
public final class FreePort {

  private static final int ATTEMPTS = 100;
  private static final int LOWEST = 15_000;

  /** Some servers have further ports, at most two thousand above this one. */
  private static final int HIGHEST = 30_000;

  private FreePort() {}

  /**
   * A port of the loopback address that nobody listens on now: below those that the machine gives
   * to clients (on Linux from 32,768 on), since one of them could have it when the server comes.
   */
  public static int find() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // by another service
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException("No port is free between " + LOWEST + " and " + HIGHEST + ".");
  }
}
