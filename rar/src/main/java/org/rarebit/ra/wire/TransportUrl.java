package org.rarebit.ra.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Where the broker is, as oslo.messaging writes it:
 *
 * <pre>{@code
 * rabbit://user:password@host1:5672,user:password@host2:5672/vhost?option=value
 * }</pre>
 *
 * User, password and virtual host are percent-encoded, and decoded once: {@code /} in a password is
 * {@code %2F}, {@code %} in a virtual host {@code %25} (Python decodes the latter twice, and fails
 * on the former). Immutable.
 *
 * @param hosts one or more; {@code localhost} if the URL names none
 * @param virtualHost {@code /} if the URL names none
 * @param query options by name, in the URL's order; the values of a repeated one are joined with
 *     commas
 * @see <a href="https://docs.openstack.org/oslo.messaging/latest/reference/transport.html">
 *     oslo_messaging transport.py, TransportURL</a>
 */
public record TransportUrl(List<Host> hosts, String virtualHost, Map<String, String> query) {

  /** The port of a URL that names none, with TLS, too. */
  public static final int DEFAULT_PORT = 5672;

  private static final String MASK = "***";

  /**
   * Copies the collections.
   *
   * @param hosts one or more
   * @param virtualHost not null
   * @param query may be empty
   */
  public TransportUrl {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("A transport URL needs at least one host.");
    }
    Objects.requireNonNull(virtualHost, "virtualHost");
    query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
  }

  /**
   * Reads a URL.
   *
   * @param url with the scheme {@code rabbit} (or {@code kombu}, which means the same)
   * @return what it says
   * @throws IllegalArgumentException if it cannot be read; the text says why, and shows nothing of
   *     what may be a password
   */
  public static TransportUrl parse(String url) {
    return new TransportUrlParser(url).parse();
  }

  /** The URL with its passwords masked. */
  @Override
  public String toString() {
    String authority = hosts.stream().map(Host::toString).collect(Collectors.joining(","));
    String path = virtualHost.equals("/") ? "" : PercentCoding.encode(virtualHost, "/");
    String options =
        query.entrySet().stream()
            .map(o -> PercentCoding.encode(o.getKey(), "") + "=" + shown(o.getKey(), o.getValue()))
            .collect(Collectors.joining("&"));
    return "rabbit://" + authority + "/" + path + (options.isEmpty() ? "" : "?" + options);
  }

  private static String shown(String name, String value) {
    return name.toLowerCase(Locale.ROOT).contains("password")
        ? MASK
        : PercentCoding.encode(value, "");
  }

  /**
   * One broker of a URL. Immutable.
   *
   * @param name a host name, an IPv4 or, without brackets, an IPv6 address
   * @param port 1 to 65535
   * @param userName {@code guest} if the URL names none for this host, as for Python's client; a
   *     host does not inherit from its neighbour
   * @param password {@code guest} if the URL has none for this host
   */
  public record Host(String name, int port, String userName, String password) {

    /**
     * Checks that nothing is null.
     *
     * @param name see the record
     * @param port see the record
     * @param userName see the record
     * @param password see the record
     */
    public Host {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(userName, "userName");
      Objects.requireNonNull(password, "password");
    }

    /**
     * Where it listens.
     *
     * @return {@code host:port}, an IPv6 address in brackets
     */
    public String address() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }

    /** The host with its password masked. */
    @Override
    public String toString() {
      return PercentCoding.encode(userName, "") + ":" + MASK + "@" + address();
    }
  }
}
