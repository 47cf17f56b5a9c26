package org.rarebit.console;

import java.util.HashMap;
import java.util.Map;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What an adapter shows, for the tests. */
final class Samples {

  private Samples() {}

  static Shown activation(String bean, Object... attributes) {
    return shown(
        "type=Activation,server=\"calculator@node1\",bean=" + ObjectName.quote(bean), attributes);
  }

  static Shown link(String direction, Object... attributes) {
    return shown("type=Link,direction=\"" + direction + "\",name=\"rarebit 1\"", attributes);
  }

  static Shown client(Object... attributes) {
    return shown("type=Client,hosts=\"broker:5672\"", attributes);
  }

  static ObjectName name(String keys) {
    try {
      return new ObjectName("org.rarebit:" + keys + ",id=1");
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Shown shown(String keys, Object... attributes) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      values.put((String) attributes[i], attributes[i + 1]);
    }
    return new Shown(name(keys), values);
  }
}
