package org.rarebit.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/**
 * One of the things that the adapters of this JVM show in JMX, at one moment. All its attributes
 * are read, so that a newer adapter shows more; none of them holds a secret, as docs/monitoring.md
 * promises.
 *
 * @param name in JMX
 * @param attributes by name: numbers, texts, booleans, null, lists, or maps with texts as keys
 */
record Shown(ObjectName name, Map<String, Object> attributes) {

  static final String DOMAIN = "org.rarebit";

  /**
   * Everything that is shown now, in an order that stays.
   *
   * @throws IllegalStateException if JMX does not answer
   */
  static List<Shown> all(MBeanServer server) {
    List<Shown> all = new ArrayList<>();
    try {
      ObjectName pattern = new ObjectName(DOMAIN + ":type=*,*");
      for (ObjectName name : new TreeSet<>(server.queryNames(pattern, null))) {
        try {
          all.add(new Shown(name, attributes(server, name)));
        } catch (InstanceNotFoundException e) {
          // it has just gone
        }
      }
    } catch (JMException e) {
      throw new IllegalStateException("JMX does not show the adapter: " + e, e);
    }
    return all;
  }

  private static Map<String, Object> attributes(MBeanServer server, ObjectName name)
      throws JMException {
    String[] readable =
        Arrays.stream(server.getMBeanInfo(name).getAttributes())
            .filter(MBeanAttributeInfo::isReadable)
            .map(MBeanAttributeInfo::getName)
            .toArray(String[]::new);
    Map<String, Object> attributes = new TreeMap<>();
    for (Attribute attribute : server.getAttributes(name, readable).asList()) {
      attributes.put(attribute.getName(), plain(attribute.getValue()));
    }
    return attributes;
  }

  /** What JMX has for maps, lists and records, as maps and lists. */
  static Object plain(Object value) {
    if (value instanceof TabularData table) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Object row : table.values()) {
        CompositeData entry = (CompositeData) row;
        map.put(String.valueOf(entry.get("key")), plain(entry.get("value")));
      }
      return map;
    }
    if (value instanceof CompositeData composite) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (String key : composite.getCompositeType().keySet()) {
        map.put(key, plain(composite.get(key)));
      }
      return map;
    }
    if (value instanceof Object[] array) {
      return Arrays.stream(array).map(Shown::plain).toList();
    }
    return value;
  }

  String type() {
    return key("type");
  }

  boolean is(String type) {
    return type().equals(type);
  }

  /** A part of the name, as it was before it was quoted; empty if there is none. */
  String key(String key) {
    String value = name.getKeyProperty(key);
    return value == null ? "" : value.startsWith("\"") ? ObjectName.unquote(value) : value;
  }

  /** The attribute as a text; empty for null, or if there is none. */
  String text(String attribute) {
    Object value = attributes.get(attribute);
    return value == null ? "" : value.toString();
  }

  /** The attribute as a number; 0 if it is none. */
  long number(String attribute) {
    return attributes.get(attribute) instanceof Number number ? number.longValue() : 0;
  }

  /** The attribute as counts by name; empty if it is none. */
  Map<String, Long> counts(String attribute) {
    Map<String, Long> counts = new LinkedHashMap<>();
    if (attributes.get(attribute) instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (value instanceof Number number) {
              counts.put(String.valueOf(key), number.longValue());
            }
          });
    }
    return counts;
  }
}
