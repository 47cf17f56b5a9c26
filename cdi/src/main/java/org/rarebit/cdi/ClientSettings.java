package org.rarebit.cdi;

import java.io.Serializable;
import java.time.Duration;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.api.spi.Versions;

/**
 * What a client of each connection is made with. Immutable; null stands for the connection
 * factory's own.
 *
 * @param target where requests go
 * @param timeout for everything: publishing and waiting
 * @param monitor the call monitor's timeout
 * @param versionCap the version that must not be exceeded
 * @param context what the caller says of itself
 */
record ClientSettings(
    Target target, Duration timeout, Duration monitor, String versionCap, RequestContext context)
    implements Serializable {

  /**
   * The settings of an injection point.
   *
   * @throws IllegalArgumentException naming the member that is wrong
   */
  static ClientSettings of(RpcTarget members) {
    require(!members.topic().isEmpty(), "topic must not be empty");
    require(!members.lookup().isEmpty(), "lookup must not be empty");
    require(
        members.version().isEmpty() || Versions.isValid(members.version()),
        "version must be major.minor, but is \"" + members.version() + "\"");
    require(
        members.timeoutMillis() >= 0,
        "timeoutMillis must be more than zero, or zero for the connection factory's own, but is "
            + members.timeoutMillis());
    Target target =
        new Target(
            orNull(members.exchange()),
            members.topic(),
            orNull(members.server()),
            orNull(members.namespace()),
            orNull(members.version()),
            false);
    long millis = members.timeoutMillis();
    return new ClientSettings(
        target, millis == 0 ? null : Duration.ofMillis(millis), null, null, null);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("@RpcTarget: " + problem + ".");
    }
  }

  private static String orNull(String member) {
    return member.isEmpty() ? null : member;
  }

  /** A client of the connection with these settings. */
  RpcClient applyTo(RpcConnection connection) {
    RpcClient client = connection.client(target);
    if (timeout != null) {
      client = client.withTimeout(timeout);
    }
    if (monitor != null) {
      client = client.withCallMonitorTimeout(monitor);
    }
    if (versionCap != null) {
      client = client.withVersionCap(versionCap);
    }
    return context == null ? client : client.withContext(context);
  }

  ClientSettings withTarget(Target other) {
    return new ClientSettings(other, timeout, monitor, versionCap, context);
  }

  ClientSettings withTimeout(Duration other) {
    return new ClientSettings(target, other, monitor, versionCap, context);
  }

  ClientSettings withMonitor(Duration other) {
    return new ClientSettings(target, timeout, other, versionCap, context);
  }

  ClientSettings withVersionCap(String other) {
    return new ClientSettings(target, timeout, monitor, other, context);
  }

  ClientSettings withContext(RequestContext other) {
    return new ClientSettings(target, timeout, monitor, versionCap, other);
  }

  /** Neither targets nor request contexts are serializable themselves. */
  private Object writeReplace() {
    return SavedSettings.of(this);
  }
}
