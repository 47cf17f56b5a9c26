package org.rarebit.systemtest.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Whether the example's page is there yet. */
final class PageProbe {

  private static final int TIMEOUT_MILLIS = 10_000;

  private PageProbe() {}

  static URI page(int httpPort) {
    return URI.create("http://127.0.0.1:" + httpPort + "/rarebit/");
  }

  static boolean isThere(URI page) {
    try {
      HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false; // not yet
    }
  }
}
