package org.rarebit.ra.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rarebit.ra.wire.TransportUrl;

/** Shows links of either direction. What is down has no {@link BrokerLink}. Thread-safe. */
abstract class LinkView implements LinkMXBean {

  private final BrokerSettings settings;
  private final String direction;

  LinkView(BrokerSettings settings, String direction) {
    this.settings = settings;
    this.direction = direction;
  }

  /** The link; null while there is none. */
  abstract BrokerLink link();

  /** What a link that is not there is said to be. */
  abstract String stateWithoutLink();

  /** When it is tried again; null if that is not known. */
  abstract Instant nextAttempt();

  MBeanRegistration register(String name) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("direction", direction);
    keys.put("name", name);
    return MBeanRegistration.of("Link", keys, this, LinkMXBean.class);
  }

  private <T> T ofLink(Function<BrokerLink, T> what, T otherwise) {
    BrokerLink now = link();
    return now != null && now.isOpen() ? what.apply(now) : otherwise;
  }

  @Override
  public String getDirection() {
    return direction;
  }

  @Override
  public String getState() {
    return ofLink(open -> open.blockedReason() == null ? "OPEN" : "BLOCKED", stateWithoutLink());
  }

  @Override
  public String getAddress() {
    return ofLink(BrokerLink::address, null);
  }

  @Override
  public String getHosts() {
    return settings.hosts().stream()
        .map(TransportUrl.Host::address)
        .collect(Collectors.joining(","));
  }

  @Override
  public String getVirtualHost() {
    return settings.virtualHost();
  }

  @Override
  public int getChannels() {
    return ofLink(BrokerLink::channelCount, 0);
  }

  @Override
  public String getBlockedReason() {
    return ofLink(BrokerLink::blockedReason, null);
  }

  @Override
  public int getPendingCalls() {
    return ofLink(open -> open.waiting().count(), 0);
  }

  @Override
  public long getOldestCallMillis() {
    return ofLink(open -> open.waiting().oldest(), Duration.ZERO).toMillis();
  }

  @Override
  public String getNextAttempt() {
    return Objects.toString(nextAttempt(), null);
  }
}
