package org.rarebit.ra.broker;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.TransportUrl;

/**
 * Where the broker is and who we are there. Immutable; equal settings share links, so credentials
 * are part of equality. {@code toString} shows no password.
 *
 * @param hosts the addresses, each with its credentials; not empty; tried in turn
 * @param virtualHost the virtual host
 * @param tls true for TLS
 * @param connectTimeoutMillis for one host: connecting and logging in, and for each request to the
 *     broker that waits for an answer, in milliseconds
 * @param heartbeatSeconds AMQP heartbeat in seconds, 0 for none
 * @param channelsPerLink how many channels share a socket before another one is opened
 * @param compression how bodies are sent
 * @param tlsSettings whom to trust, if {@code tls}
 * @param passwordFile whose text is the password of all hosts, at each login; null: the hosts' own
 */
public record BrokerSettings(
    List<TransportUrl.Host> hosts,
    String virtualHost,
    boolean tls,
    int connectTimeoutMillis,
    int heartbeatSeconds,
    int channelsPerLink,
    Compression compression,
    TlsSettings tlsSettings,
    String passwordFile) {

  /** Long enough for a host that is far or busy, short enough to try the next one. */
  public static final int DEFAULT_CONNECT_TIMEOUT_MILLIS = 10_000;

  /** oslo.messaging's heartbeat_timeout_threshold. */
  public static final int DEFAULT_HEARTBEAT_SECONDS = 60;

  /** Few enough that a socket is not the bottleneck, many enough that a pool of 200 costs one. */
  public static final int DEFAULT_CHANNELS_PER_LINK = 256;

  /** Copies the hosts. */
  public BrokerSettings {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("A broker needs at least one host.");
    }
  }

  /**
   * Settings from a transport URL and the defaults for the rest.
   *
   * @param url oslo.messaging's transport URL
   * @return the settings
   * @throws IllegalArgumentException if the URL is malformed or has an option that the adapter does
   *     not know
   */
  public static BrokerSettings of(String url) {
    return of(
        url,
        DEFAULT_CONNECT_TIMEOUT_MILLIS,
        DEFAULT_HEARTBEAT_SECONDS,
        DEFAULT_CHANNELS_PER_LINK,
        Compression.NONE);
  }

  /**
   * Settings from a transport URL. Its options win, as they do in Python.
   *
   * @param url oslo.messaging's transport URL
   * @param connectTimeoutMillis see the record's component
   * @param heartbeatSeconds the same, unless the URL says otherwise
   * @param channelsPerLink see the record's component
   * @param compression the same, unless the URL says otherwise
   * @return the settings
   * @throws IllegalArgumentException if the URL is malformed or has an option that the adapter does
   *     not know
   */
  public static BrokerSettings of(
      String url,
      int connectTimeoutMillis,
      int heartbeatSeconds,
      int channelsPerLink,
      Compression compression) {
    TransportUrl parsed = TransportUrl.parse(url);
    boolean tls = false;
    int heartbeat = heartbeatSeconds;
    Compression chosen = compression;
    for (Map.Entry<String, String> option : parsed.query().entrySet()) {
      if (option.getValue().isBlank()) {
        continue; // a template whose variable is empty; Python takes its default, too
      }
      switch (option.getKey()) {
        case "ssl" -> tls = booleanOption(option);
        case "heartbeat_timeout_threshold" -> heartbeat = intOption(option);
        case "kombu_compression" -> chosen = compressionOption(option);
        default -> ForeignOptions.check(option.getKey());
      }
    }
    return new BrokerSettings(
        parsed.hosts(),
        parsed.virtualHost(),
        tls,
        connectTimeoutMillis,
        heartbeat,
        channelsPerLink,
        chosen,
        TlsSettings.DEFAULT,
        null);
  }

  /**
   * The same with other stores for TLS; whether there is TLS at all, the URL says.
   *
   * @param other whom to trust
   * @return a copy
   */
  public BrokerSettings withTls(TlsSettings other) {
    return with(hosts, other, passwordFile);
  }

  /**
   * The same for another user, on every host.
   *
   * @param userName the user
   * @param password the user's password
   * @return a copy
   */
  public BrokerSettings withCredentials(String userName, String password) {
    List<TransportUrl.Host> others =
        hosts.stream()
            .map(host -> new TransportUrl.Host(host.name(), host.port(), userName, password))
            .toList();
    return with(others, tlsSettings, null);
  }

  /**
   * The same with the text of a file as everybody's password.
   *
   * @param file read at each login; null: nothing changes
   * @return a copy
   */
  public BrokerSettings withPasswordFile(String file) {
    return file == null ? this : with(hosts, tlsSettings, file);
  }

  private BrokerSettings with(
      List<TransportUrl.Host> otherHosts, TlsSettings otherTls, String otherPasswordFile) {
    return new BrokerSettings(
        otherHosts,
        virtualHost,
        tls,
        connectTimeoutMillis,
        heartbeatSeconds,
        channelsPerLink,
        compression,
        otherTls,
        otherPasswordFile);
  }

  /**
   * The user of the first host, for metadata and messages.
   *
   * @return the user's name
   */
  public String userName() {
    return hosts.get(0).userName();
  }

  @Override
  public String toString() {
    return hosts.stream()
            .map(host -> host.userName() + "@" + host.address())
            .collect(Collectors.joining(","))
        + " virtual host \""
        + virtualHost
        + "\""
        + (tls ? " (TLS)" : "");
  }

  private static boolean booleanOption(Map.Entry<String, String> option) {
    return switch (option.getValue().toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      case "0", "false", "no", "off" -> false;
      default -> throw badOption(option, "true or false");
    };
  }

  private static int intOption(Map.Entry<String, String> option) {
    try {
      return Integer.parseInt(option.getValue());
    } catch (NumberFormatException e) {
      throw badOption(option, "a whole number of seconds");
    }
  }

  private static Compression compressionOption(Map.Entry<String, String> option) {
    return Compression.named(option.getValue()).orElseThrow(() -> badOption(option, "gzip"));
  }

  private static IllegalArgumentException badOption(
      Map.Entry<String, String> option, String expected) {
    return new IllegalArgumentException(
        "connectionURL: "
            + option.getKey()
            + " must be "
            + expected
            + ", but is \""
            + option.getValue()
            + "\".");
  }
}
