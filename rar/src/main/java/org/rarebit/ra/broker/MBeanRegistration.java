package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Shows an object in the platform's MBean server until it is closed, under a name that no other one
 * has: equal ones, of this adapter or of another one in the JVM, are numbered. A server that allows
 * no registration runs all the same. Thread-safe.
 */
public final class MBeanRegistration implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(MBeanRegistration.class.getName());
  private static final String DOMAIN = "org.rarebit";

  private final ObjectName name; // null: not shown

  private MBeanRegistration(ObjectName name) {
    this.name = name;
  }

  /**
   * Shows an object as {@code org.rarebit:type=TYPE,KEYS,id=N}.
   *
   * @param <T> its view
   * @param type what it is
   * @param keys what tells it from others; quoted here
   * @param bean the object
   * @param view an MXBean interface of it
   * @return never null
   */
  public static <T> MBeanRegistration of(
      String type, Map<String, String> keys, T bean, Class<T> view) {
    try {
      StandardMBean shown = new StandardMBean(bean, view, true);
      int id = 1;
      while (!register(shown, name(type, keys, id))) {
        id++;
      }
      return new MBeanRegistration(name(type, keys, id));
    } catch (JMException | SecurityException e) {
      LOG.log(Level.DEBUG, "a " + type + " is not shown in JMX: " + keys, e);
      return new MBeanRegistration(null);
    }
  }

  /** False if there is one of that name. */
  private static boolean register(StandardMBean shown, ObjectName name) throws JMException {
    try {
      server().registerMBean(shown, name);
      return true;
    } catch (InstanceAlreadyExistsException e) {
      return false;
    }
  }

  private static ObjectName name(String type, Map<String, String> keys, int id)
      throws MalformedObjectNameException {
    StringBuilder text = new StringBuilder(DOMAIN).append(":type=").append(type);
    keys.forEach(
        (key, value) -> text.append(',').append(key).append('=').append(ObjectName.quote(value)));
    return new ObjectName(text.append(",id=").append(id).toString());
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  /** Shows it no longer. Twice is harmless. */
  @Override
  public void close() {
    if (name == null) {
      return;
    }
    try {
      if (server().isRegistered(name)) {
        server().unregisterMBean(name);
      }
    } catch (JMException | SecurityException e) {
      LOG.log(Level.DEBUG, name + " stays in JMX", e);
    }
  }
}
