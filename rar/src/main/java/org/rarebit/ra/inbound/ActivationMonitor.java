package org.rarebit.ra.inbound;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.rarebit.ra.broker.MBeanRegistration;
import org.rarebit.ra.server.Activation;

/** Shows an activation of either kind in JMX. Thread-safe. */
final class ActivationMonitor implements ActivationMXBean {

  private final Activation activation;

  private ActivationMonitor(Activation activation) {
    this.activation = activation;
  }

  /** Shows an activation until what is returned is closed. */
  static MBeanRegistration register(Activation activation) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("server", activation.server());
    keys.put("bean", activation.className());
    return MBeanRegistration.of(
        "Activation", keys, new ActivationMonitor(activation), ActivationMXBean.class);
  }

  @Override
  public String getBean() {
    return activation.className();
  }

  @Override
  public String getServer() {
    return activation.server();
  }

  @Override
  public String getState() {
    return switch (activation.breakerState()) {
      case OPEN -> "PAUSED";
      case HALF_OPEN -> "PROBING";
      case CLOSED -> activation.isAttached() ? "ACTIVE" : "CONNECTING";
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
    return activation.served();
  }

  @Override
  public long getFailed() {
    return activation.failed();
  }

  @Override
  public double getMethodMillisTotal() {
    return activation.methods().totalMillis();
  }

  @Override
  public double getMethodMillisMax() {
    return activation.methods().longestMillis();
  }

  @Override
  public double getMethodMillis50() {
    return activation.methods().percentileMillis(0.5);
  }

  @Override
  public double getMethodMillis95() {
    return activation.methods().percentileMillis(0.95);
  }

  @Override
  public double getMethodMillis99() {
    return activation.methods().percentileMillis(0.99);
  }

  @Override
  public Map<String, Long> getMethodSeconds() {
    return activation.methods().cumulative();
  }

  @Override
  public long getDuplicates() {
    return activation.duplicates();
  }

  @Override
  public long getExpired() {
    return activation.expired();
  }

  @Override
  public long getDead() {
    return activation.dead();
  }

  @Override
  public long getRejected() {
    return activation.rejected();
  }

  @Override
  public long getRefused() {
    return activation.refused();
  }

  @Override
  public String getNextAttempt() {
    return Objects.toString(activation.nextAttempt(), null);
  }

  @Override
  public void pause() {
    activation.pause();
  }

  @Override
  public void resume() {
    activation.resume();
  }

  @Override
  public long getLostReplies() {
    return activation.lostReplies();
  }

  @Override
  public int getKeptReplies() {
    return activation.keptReplies();
  }

  @Override
  public long getResentReplies() {
    return activation.resentReplies();
  }

  @Override
  public int getRemembered() {
    return activation.remembered();
  }

  @Override
  public int getSetAside() {
    return activation.setAside();
  }

  @Override
  public long getPauses() {
    return activation.pauses();
  }

  @Override
  public String getLastError() {
    return activation.lastError();
  }
}
