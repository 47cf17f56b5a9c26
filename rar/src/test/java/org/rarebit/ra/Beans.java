package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.rarebit.ra.inbound.ActivationMXBean;

/** What the adapters of this JVM show in its MBean server. */
final class Beans {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private Beans() {}

  /** The names of one type. */
  static Set<ObjectName> names(String type) {
    try {
      return SERVER.queryNames(new ObjectName("org.rarebit:type=" + type + ",*"), null);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The beans of one type. */
  static <T> List<T> all(String type, Class<T> view) {
    return names(type).stream().map(name -> JMX.newMXBeanProxy(SERVER, name, view)).toList();
  }

  /** The names of those of one type that meet a condition; one that has just gone does not. */
  static <T> Set<ObjectName> namesWhere(String type, Class<T> view, Predicate<T> condition) {
    return names(type).stream()
        .filter(name -> holds(condition, JMX.newMXBeanProxy(SERVER, name, view)))
        .collect(Collectors.toSet());
  }

  private static <T> boolean holds(Predicate<T> condition, T shown) {
    try {
      return condition.test(shown);
    } catch (UndeclaredThrowableException e) {
      if (e.getCause() instanceof InstanceNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  /** The activations of a bean's class. */
  static List<ActivationMXBean> activations(Class<?> bean) {
    return all("Activation", ActivationMXBean.class).stream()
        .filter(shown -> shown.getBean().equals(bean.getName()))
        .toList();
  }

  /** The only activation of a bean's class. */
  static ActivationMXBean activation(Class<?> bean) {
    List<ActivationMXBean> found = activations(bean);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** JMX tells nobody of a change, so this looks again and again. */
  static void eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + AdapterFixture.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came to be").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
