package org.rarebit.ra.inbound;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.rarebit.ra.broker.MBeanRegistration;

/** Shows an activation of either kind in JMX. Thread-safe. */
final class ActivationMonitor implements ActivationMXBean {

  private final SharedServer<?> server;
  private final ActiveBean activation;

  private ActivationMonitor(SharedServer<?> server, ActiveBean activation) {
    this.server = server;
    this.activation = activation;
  }

  /** Shows an activation until what is returned is closed. */
  static MBeanRegistration register(SharedServer<?> server, ActiveBean activation) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("server", server.name());
    keys.put("bean", activation.beanName());
    return MBeanRegistration.of(
        "Activation", keys, new ActivationMonitor(server, activation), ActivationMXBean.class);
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
  public long getDead() {
    return server.counters().dead.sum();
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
  public long getLostReplies() {
    return server.lostReplies();
  }

  @Override
  public String getLastError() {
    return activation.counters().lastError();
  }
}
