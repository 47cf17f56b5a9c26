package org.rarebit.ra.outbound;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.MBeanRegistration;
import org.rarebit.ra.client.ClientSettings;
import org.rarebit.ra.client.SendCounters;
import org.rarebit.ra.client.SendCounters.Failure;
import org.rarebit.ra.wire.TransportUrl;

/**
 * Shows in JMX what the users of a connection factory have sent, from its first connection to the
 * adapter's end: a container tells nobody that it has no more use for a factory. Thread-safe.
 */
final class ClientMonitor implements ClientMXBean, AutoCloseable {

  private final SendCounters counters = new SendCounters();
  private final String hosts;
  private final ClientSettings settings;
  private final MBeanRegistration shown;

  private ClientMonitor(ClientSettings settings) {
    this.settings = settings;
    this.hosts =
        settings.broker().hosts().stream()
            .map(TransportUrl.Host::address)
            .collect(Collectors.joining(","));
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("hosts", hosts);
    keys.put("virtualHost", getVirtualHost());
    this.shown = MBeanRegistration.of("Client", keys, this, ClientMXBean.class);
  }

  /**
   * The one of a factory, and of all that are equal to it.
   *
   * @return null if the adapter has ended
   */
  static ClientMonitor of(
      FactoryProperties factory, ClientSettings settings, AdapterServices services) {
    return services
        .monitors()
        .of(
            factory,
            ClientMonitor.class,
            () -> {
              ClientMonitor fresh = new ClientMonitor(settings);
              services.links().showUndelivered(fresh.counters::undelivered);
              return fresh;
            });
  }

  SendCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    shown.close();
  }

  @Override
  public String getHosts() {
    return hosts;
  }

  @Override
  public String getVirtualHost() {
    return settings.broker().virtualHost();
  }

  @Override
  public String getControlExchange() {
    return settings.controlExchange();
  }

  @Override
  public long getCalls() {
    return counters.calls();
  }

  @Override
  public long getCallsAnswered() {
    return counters.answers().count();
  }

  @Override
  public long getCallsInFlight() {
    return counters.callsInFlight();
  }

  @Override
  public Map<Failure, Long> getCallFailures() {
    return counters.callFailures();
  }

  @Override
  public double getCallMillisTotal() {
    return counters.answers().totalMillis();
  }

  @Override
  public double getCallMillisMax() {
    return counters.answers().longestMillis();
  }

  @Override
  public double getCallMillis50() {
    return counters.answers().percentileMillis(0.5);
  }

  @Override
  public double getCallMillis95() {
    return counters.answers().percentileMillis(0.95);
  }

  @Override
  public double getCallMillis99() {
    return counters.answers().percentileMillis(0.99);
  }

  @Override
  public Map<String, Long> getCallSeconds() {
    return counters.answers().cumulative();
  }

  @Override
  public long getCastsSent() {
    return counters.casts().sent();
  }

  @Override
  public long getCastsConfirmed() {
    return counters.casts().confirmed();
  }

  @Override
  public long getCastsUndelivered() {
    return counters.casts().undelivered();
  }

  @Override
  public long getFanoutsSent() {
    return counters.fanouts().sent();
  }

  @Override
  public long getFanoutsConfirmed() {
    return counters.fanouts().confirmed();
  }

  @Override
  public long getFanoutsUndelivered() {
    return counters.fanouts().undelivered();
  }

  @Override
  public long getNotificationsSent() {
    return counters.notifications().sent();
  }

  @Override
  public long getNotificationsConfirmed() {
    return counters.notifications().confirmed();
  }

  @Override
  public long getNotificationsUndelivered() {
    return counters.notifications().undelivered();
  }

  @Override
  public Map<Failure, Long> getSendFailures() {
    return counters.sendFailures();
  }

  @Override
  public double getConfirmMillis50() {
    return counters.confirms().percentileMillis(0.5);
  }

  @Override
  public double getConfirmMillis99() {
    return counters.confirms().percentileMillis(0.99);
  }

  @Override
  public double getConfirmMillisMax() {
    return counters.confirms().longestMillis();
  }

  @Override
  public long getRetried() {
    return counters.retried();
  }

  @Override
  public long getConnectionsOpened() {
    return counters.connectionsOpened();
  }

  @Override
  public long getConnectionsLost() {
    return counters.connectionsLost();
  }

  @Override
  public long getConnectionsRefused() {
    return counters.connectionsRefused();
  }
}
