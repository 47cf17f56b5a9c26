package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Shows an activation in the platform's MBean server while it lives. A server that allows no
 * registration runs all the same. Thread-safe.
 */
final class ActivationMonitor implements ActivationMXBean, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ActivationMonitor.class.getName());

  private final SharedServer<?> server;
  private final ActiveBean activation;
  private ObjectName name; // null: not registered

  private ActivationMonitor(SharedServer<?> server, ActiveBean activation) {
    this.server = server;
    this.activation = activation;
  }

  /**
   * Registers an activation; names do not clash, be there ever so many adapters and equal beans.
   */
  static ActivationMonitor register(SharedServer<?> server, ActiveBean activation) {
    ActivationMonitor monitor = new ActivationMonitor(server, activation);
    try {
      ObjectName wanted =
          new ObjectName(
              "org.rarebit:type=Activation,server="
                  + ObjectName.quote(server.name())
                  + ",bean="
                  + ObjectName.quote(activation.beanName())
                  + ",id="
                  + Integer.toHexString(System.identityHashCode(activation)));
      beans().registerMBean(monitor.asStandardBean(), wanted);
      monitor.name = wanted;
    } catch (JMException | SecurityException e) {
      LOG.log(Level.DEBUG, "activation " + activation + " is not shown in JMX", e);
    }
    return monitor;
  }

  private StandardMBean asStandardBean() throws NotCompliantMBeanException {
    return new StandardMBean(this, ActivationMXBean.class, true);
  }

  private static MBeanServer beans() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  @Override
  public void close() {
    if (name != null) {
      try {
        beans().unregisterMBean(name);
      } catch (JMException | SecurityException e) {
        LOG.log(Level.DEBUG, "activation " + activation + " stays in JMX", e);
      }
    }
  }

  @Override
  public String getBean() {
    return activation.beanName();
  }

  @Override
  public String getServer() {
    return server.name();
  }

  @Override
  public String getState() {
    return switch (activation.breaker().state()) {
      case OPEN -> "PAUSED";
      case HALF_OPEN -> "PROBING";
      case CLOSED -> server.isAttached() ? "ACTIVE" : "CONNECTING";
    };
  }

  @Override
  public int getInFlight() {
    return activation.inFlight();
  }

  @Override
  public int getWaiting() {
    return activation.waiting();
  }

  @Override
  public long getServed() {
    return activation.counters().served.sum();
  }

  @Override
  public long getFailed() {
    return activation.counters().failed.sum();
  }

  @Override
  public long getDuplicates() {
    return activation.counters().duplicates.sum() + server.counters().duplicates.sum();
  }

  @Override
  public long getExpired() {
    return server.counters().expired.sum();
  }

  @Override
  public long getRejected() {
    return server.counters().rejected.sum();
  }

  @Override
  public long getRefused() {
    return server.counters().refused.sum();
  }

  @Override
  public String getNextAttempt() {
    return Objects.toString(activation.breaker().nextAttempt(), null);
  }

  @Override
  public void pause() {
    activation.breaker().pause();
  }

  @Override
  public void resume() {
    activation.breaker().resume();
  }

  @Override
  public String getLastError() {
    return activation.counters().lastError();
  }
}
