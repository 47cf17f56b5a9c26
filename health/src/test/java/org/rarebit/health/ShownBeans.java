package org.rarebit.health;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** An MBean server that shows what a test says, a configuration, and a clock. */
final class ShownBeans {

  final MBeanServer server = MBeanServerFactory.newMBeanServer();
  final Map<String, String> configuration = new HashMap<>();
  final ManualClock clock = new ManualClock();

  Optional<String> value(String key) {
    return Optional.ofNullable(configuration.get(key));
  }

  Attributes activation(String server, String bean, String state) throws JMException {
    return show("type=Activation,server=\"" + server + "\",bean=\"" + bean + "\",id=1")
        .with("State", state)
        .with("InFlight", 0)
        .with("Served", 0L)
        .with("Failed", 0L);
  }

  Attributes link(String direction, String name, String state) throws JMException {
    return show("type=Link,direction=\"" + direction + "\",name=\"" + name + "\",id=1")
        .with("State", state)
        .with("Hosts", "rabbit1:5672")
        .with("VirtualHost", "nova")
        .with("UndeliveredSends", 0L);
  }

  private Attributes show(String keys) throws JMException {
    Attributes attributes = new Attributes();
    server.registerMBean(attributes, new ObjectName("org.rarebit:" + keys));
    return attributes;
  }

  void hideAll() throws JMException {
    for (ObjectName name : server.queryNames(new ObjectName("org.rarebit:*"), null)) {
      server.unregisterMBean(name);
    }
  }

  /** One MBean. */
  static final class Attributes implements DynamicMBean {
    private final Map<String, Object> values = new HashMap<>();

    Attributes with(String name, Object value) {
      values.put(name, value);
      return this;
    }

    @Override
    public @Nullable Object getAttribute(String attribute) {
      return values.get(attribute);
    }

    @Override
    public AttributeList getAttributes(String[] names) {
      AttributeList list = new AttributeList();
      for (String name : names) {
        if (values.containsKey(name)) {
          list.add(new Attribute(name, values.get(name)));
        }
      }
      return list;
    }

    @Override
    public void setAttribute(Attribute attribute) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object invoke(String action, Object[] arguments, String[] signature) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
      return new MBeanInfo(getClass().getName(), "of a test", null, null, null, null);
    }
  }
}
