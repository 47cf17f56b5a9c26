package org.rarebit.ra.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rarebit.ra.wire.TransportUrl.Host;

/** Takes a transport URL apart. Its errors name the place by number, never by what stands there. */
final class TransportUrlParser {

  private static final int HIGHEST_PORT = 65535;

  private final String url;

  TransportUrlParser(String url) {
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
    if (end < 0 || !(hasHosts || rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?"))) {
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
        throw wrong(number, "has several colons: an IPv6 address needs brackets, as in [::1]:5672");
      }
    }
    boolean hasPort = portColon >= 0 && portColon < address.length();
    int port = hasPort ? port(address.substring(portColon + 1), number) : TransportUrl.DEFAULT_PORT;
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
      throw wrong(number, "has the port " + port + ", which is not between 1 and " + HIGHEST_PORT);
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
            + ". In user and password, encode / as %2F, ? as %3F, @ as %40, : as %3A, comma as %2C"
            + " and % as %25.");
  }
}
