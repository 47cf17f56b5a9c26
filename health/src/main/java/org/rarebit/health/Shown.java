package org.rarebit.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * What the adapters of this JVM show in JMX at one moment, by the names that docs/monitoring.md
 * has: the adapter's classes may be those of another application.
 *
 * @param links sockets to brokers
 * @param activations message-driven beans
 */
record Shown(List<Link> links, List<Activation> activations) {

  static final String[] OF_LINKS = {
    "State", "Hosts", "VirtualHost", "BlockedReason", "LastError", "UndeliveredSends"
  };
  static final String[] OF_ACTIVATIONS = {"State", "NextAttempt", "InFlight", "Served", "Failed"};

  /**
   * A socket to a broker, or what is to become one.
   *
   * @param name for readers
   * @param outbound whether it is for publishing
   * @param broker where it leads
   * @param blockedReason the broker's, if it takes no messages
   * @param lastError the broker's or the network's
   * @param undelivered what did not leave, of all outbound links of its adapter
   */
  record Link(
      String name,
      boolean outbound,
      String state,
      String broker,
      String blockedReason,
      String lastError,
      long undelivered) {}

  /**
   * A message-driven bean.
   *
   * @param name for readers
   * @param nextAttempt when it goes on by itself; empty if it does not
   * @param ended methods that have returned or thrown
   */
  record Activation(String name, String state, String nextAttempt, long inFlight, long ended) {}

  /**
   * Looks.
   *
   * @throws IllegalStateException if JMX does not answer
   */
  static Shown by(MBeanServer server) {
    return new Shown(
        all(server, "Link", OF_LINKS, Shown::link),
        all(server, "Activation", OF_ACTIVATIONS, Shown::activation));
  }

  private static Link link(ObjectName name, Values values) {
    String direction = unquoted(name, "direction");
    return new Link(
        "link " + unquoted(name, "name") + number(name),
        direction.equals("outbound"),
        values.text("State"),
        values.text("Hosts") + ", virtual host " + values.text("VirtualHost"),
        values.text("BlockedReason"),
        values.text("LastError"),
        values.number("UndeliveredSends"));
  }

  private static Activation activation(ObjectName name, Values values) {
    String bean = unquoted(name, "bean");
    return new Activation(
        "bean "
            + bean.substring(bean.lastIndexOf('.') + 1)
            + " of "
            + unquoted(name, "server")
            + number(name),
        values.text("State"),
        values.text("NextAttempt"),
        values.number("InFlight"),
        values.number("Served") + values.number("Failed"));
  }

  private static <T> List<T> all(
      MBeanServer server, String type, String[] attributes, BiFunction<ObjectName, Values, T> as) {
    try {
      ObjectName pattern = new ObjectName("org.rarebit:type=" + type + ",*");
      List<T> all = new ArrayList<>();
      for (ObjectName name : new TreeSet<>(server.queryNames(pattern, null))) {
        Values values = Values.of(server, name, attributes);
        if (values != null) {
          all.add(as.apply(name, values));
        }
      }
      return List.copyOf(all);
    } catch (JMException e) {
      throw new IllegalStateException("JMX does not show the adapter: " + e, e);
    }
  }

  private static String unquoted(ObjectName name, String key) {
    String value = name.getKeyProperty(key);
    return value == null ? "" : value.startsWith("\"") ? ObjectName.unquote(value) : value;
  }

  /** Equal ones are numbered; the first one needs no number. */
  private static String number(ObjectName name) {
    String id = unquoted(name, "id");
    return id.isEmpty() || id.equals("1") ? "" : " (" + id + ")";
  }

  /** The attributes of one bean; one that it does not have says nothing. */
  private static final class Values {
    private final Map<String, @Nullable Object> values = new HashMap<>();

    /** Null if the bean has just gone. */
    static @Nullable Values of(MBeanServer server, ObjectName name, String... attributes)
        throws JMException {
      Values read = new Values();
      try {
        for (Attribute attribute : server.getAttributes(name, attributes).asList()) {
          read.values.put(attribute.getName(), attribute.getValue());
        }
      } catch (InstanceNotFoundException e) {
        return null;
      }
      return read;
    }

    String text(String attribute) {
      Object value = values.get(attribute);
      return value == null ? "" : value.toString();
    }

    long number(String attribute) {
      return values.get(attribute) instanceof Number number ? number.longValue() : 0;
    }
  }
}
