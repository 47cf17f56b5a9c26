package org.rarebit.systemtest.support;

import java.net.URI;

/** The server that all tests of this JVM share. */
public final class Server {

  private static final int HTTP_PORT = FreePort.find();

  private Server() {}

  static int httpPort() {
    return HTTP_PORT;
  }

  /** The example's page, which ends in a slash. */
  public static URI page() {
    return page(HTTP_PORT);
  }

  /** The page of a server at another port. */
  public static URI page(int httpPort) {
    return URI.create("http://127.0.0.1:" + httpPort + "/rarebit/");
  }
}
