package org.rarebit.example;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The process that answers. */
public record ServerInfo(String host, long processId, String runtime) {

  static ServerInfo ofThisProcess() {
    return new ServerInfo(
        hostName(), ProcessHandle.current().pid(), "Java " + Runtime.version().feature());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
