package org.rarebit.systemtest.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The page of {@link Archives#neighbour}. */
public final class NeighbourPage {

  private NeighbourPage() {}

  /**
   * Which libraries the application gets, a line each.
   *
   * @param server any page of the server
   */
  public static String text(URI server) {
    try (InputStream answer = server.resolve("/libraries/versions").toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
