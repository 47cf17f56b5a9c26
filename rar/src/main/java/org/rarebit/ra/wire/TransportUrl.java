package org.rarebit.ra.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.rarebit.ra.wire.TransportUrl.Host;

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
    return new Parser(url).parse();
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

  /**
   * Takes a transport URL apart. Its errors name the place by number, never by what stands there.
   */
  private static final class Parser {

    private static final int HIGHEST_PORT = 65535;

    private final String url;

    Parser(String url) {
      this.url = withoutFragment(url.strip());
    }

    /**
     * What follows a {@code #}, as in Python; one in a password is left, which Python cannot read.
     */
    private static String withoutFragment(String url) {
      int question = url.indexOf('?');
      int at = url.lastIndexOf('@', question < 0 ? url.length() : question);
      int fragment = url.indexOf('#', at + 1);
      return fragment < 0 ? url : url.substring(0, fragment);
    }

    TransportUrl parse() {
      String rest = afterScheme();
      int question = rest.indexOf('?');
      String location = question < 0 ? rest : rest.substring(0, question);
      int slash = location.indexOf('/');
      String authority = slash < 0 ? location : location.substring(0, slash);
      String path = slash < 0 ? "" : PercentCoding.decode(location.substring(slash + 1));
      return new TransportUrl(
          hosts(authority),
          path.isEmpty() ? "/" : path,
          question < 0 ? Map.of() : query(rest.substring(question + 1)));
    }

    private String afterScheme() {
      int end = url.indexOf(':');
      String rest = end < 0 ? "" : url.substring(end + 1);
      boolean hasHosts = rest.startsWith("//");
      if (end < 0
          || !(hasHosts || rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?"))) {
        throw new IllegalArgumentException(
            "A transport URL begins with a scheme: rabbit://user:password@host:port/vhost.");
      }
      String scheme = url.substring(0, end).toLowerCase(Locale.ROOT);
      switch (scheme) {
        case "rabbit", "kombu", "kombu+amqp", "kombu+pyamqp", "kombu+rabbit" -> {
          return hasHosts ? rest.substring("//".length()) : rest;
        }
        default ->
            throw new IllegalArgumentException(
                "The scheme of a transport URL must be rabbit, as in"
                    + " rabbit://user:password@host:port/vhost, but is "
                    + Excerpt.of(scheme)
                    + (scheme.startsWith("kombu+")
                        ? ", which is no RabbitMQ."
                        : ". TLS is asked for by the option ssl=true."));
      }
    }

    private static List<Host> hosts(String authority) {
      List<Host> hosts = new ArrayList<>();
      int number = 0;
      for (String item : authority.split(",", -1)) {
        number++;
        if (!item.isEmpty()) {
          hosts.add(host(item, number));
        }
      }
      return hosts.isEmpty() ? List.of(host("", 1)) : hosts;
    }

    private static Host host(String item, int number) {
      int at = item.lastIndexOf('@');
      String userName = "";
      String password = "";
      if (at >= 0) {
        String credentials = item.substring(0, at);
        int colon = credentials.indexOf(':');
        userName = PercentCoding.decode(colon < 0 ? credentials : credentials.substring(0, colon));
        password = colon < 0 ? "" : PercentCoding.decode(credentials.substring(colon + 1));
      }
      String address = item.substring(at + 1);
      int portColon;
      String name;
      if (address.startsWith("[")) {
        int bracket = address.indexOf(']');
        if (bracket < 0) {
          throw wrong(number, "has an opening bracket, but no closing one");
        }
        name = address.substring(1, bracket).replace("%25", "%"); // the zone's mark, as in RFC 6874
        portColon = bracket + 1;
        if (portColon < address.length() && address.charAt(portColon) != ':') {
          throw wrong(number, "has something between its closing bracket and its port");
        }
      } else {
        portColon = address.indexOf(':');
        name = portColon < 0 ? address : address.substring(0, portColon);
        if (address.indexOf(':', portColon + 1) > portColon && portColon >= 0) {
          throw wrong(
              number, "has several colons: an IPv6 address needs brackets, as in [::1]:5672");
        }
      }
      boolean hasPort = portColon >= 0 && portColon < address.length();
      int port =
          hasPort ? port(address.substring(portColon + 1), number) : TransportUrl.DEFAULT_PORT;
      return new Host(
          name.isEmpty() ? "localhost" : name, port, orGuest(userName), orGuest(password));
    }

    /** What py-amqp takes for what is absent or empty. */
    private static String orGuest(String credential) {
      return credential.isEmpty() ? "guest" : credential;
    }

    private static int port(String text, int number) {
      if (text.isEmpty()) {
        return TransportUrl.DEFAULT_PORT;
      }
      // not shown: after an unencoded / in a password, the "port" is the beginning of the password
      if (!text.matches("[0-9]{1,5}")) {
        throw wrong(number, "has a port that is not a number");
      }
      int port = Integer.parseInt(text);
      if (port < 1 || port > HIGHEST_PORT) {
        throw wrong(
            number, "has the port " + port + ", which is not between 1 and " + HIGHEST_PORT);
      }
      return port;
    }

    private static Map<String, String> query(String query) {
      Map<String, String> options = new LinkedHashMap<>();
      for (String item : query.split("&", -1)) {
        int equals = item.indexOf('=');
        if (equals > 0) {
          String name = decodeForm(item.substring(0, equals));
          options.merge(name, decodeForm(item.substring(equals + 1)), (a, b) -> a + "," + b);
        } else if (!item.isEmpty()) {
          throw new IllegalArgumentException(
              "An option of a transport URL must be name=value; of this one, an option is not.");
        }
      }
      return options;
    }

    /** In a query, other than before it, {@code +} is a space. */
    private static String decodeForm(String text) {
      return PercentCoding.decode(text.replace('+', ' '));
    }

    private static IllegalArgumentException wrong(int host, String what) {
      return new IllegalArgumentException(
          "Host "
              + host
              + " of the transport URL "
              + what
              + ". In user and password, encode / as %2F, ? as %3F, @ as %40, : as %3A, comma as"
              + " %2C and % as %25.");
    }
  }
}
