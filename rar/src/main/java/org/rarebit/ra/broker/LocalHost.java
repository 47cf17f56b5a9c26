package org.rarebit.ra.broker;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine we run on. */
public final class LocalHost {

  private LocalHost() {}

  /**
   * Its name. May block on a name service.
   *
   * @return "localhost" if it has none
   */
  public static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
