package org.rarebit.bench.peer;

import java.time.Duration;
import org.rarebit.bench.load.HearingCount;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.NotificationActivationSpec;

/** Hears through the adapter, in the least of containers. */
public final class RarebitDrain implements NotificationDrain {

  private final HearingManner manner;

  /**
   * One who drains.
   *
   * @param manner how
   */
  public RarebitDrain(HearingManner manner) {
    this.manner = manner;
  }

  @Override
  public String label() {
    return "Rarebit, " + manner.label();
  }

  @Override
  public Duration drain(String url, int count) throws Exception {
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    NotificationActivationSpec spec = new NotificationActivationSpec();
    try (PlainContainer container = new PlainContainer()) {
      adapter.setConnectionURL(url);
      adapter.start(container);
      spec.setTopics(topic());
      spec.setPriorities("info");
      spec.setExchange(topic());
      spec.setMaxConcurrency(manner.concurrency());
      spec.setBatchSize(manner.batchSize());
      spec.setPrefetch(manner.prefetch());
      spec.setResourceAdapter(adapter);
      HearingCount heard = new HearingCount(count);
      HearingEndpoints endpoints = new HearingEndpoints(heard, manner.batchSize() > 1);
      adapter.endpointActivation(endpoints, spec);
      Duration taken = heard.await();
      adapter.endpointDeactivation(endpoints, spec); // the last ones are acknowledged first
      NotificationQueue.requireEmpty(url, topic());
      return taken;
    } finally {
      adapter.stop();
    }
  }
}
