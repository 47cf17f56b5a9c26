package org.rarebit.bench.peer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.time.Duration;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.inbound.NotificationActivationSpec;

/** Hears through the adapter, in the least of containers. */
public final class RarebitDrain implements NotificationDrain {

  private static final int PREFETCH_OF_SINGLES = 200;

  private final int batchSize;
  private final int concurrency;

  /**
   * One who drains.
   *
   * @param batchSize how many the bean gets at once; 1: a bean that gets one at a time
   * @param concurrency how many the bean works on at once
   */
  public RarebitDrain(int batchSize, int concurrency) {
    this.batchSize = batchSize;
    this.concurrency = concurrency;
  }

  @Override
  public String label() {
    return "Rarebit, "
        + (batchSize == 1 ? "one by one" : "batches of " + batchSize)
        + (concurrency == 1 ? ", in order" : ", " + concurrency + " at once");
  }

  @Override
  public Duration drain(String url, int count) throws Exception {
    RarebitResourceAdapter adapter = new RarebitResourceAdapter();
    NotificationActivationSpec spec = new NotificationActivationSpec();
    try (PlainContainer container = new PlainContainer()) {
      adapter.setConnectionURL(url);
      adapter.start(container);
      spec.setTopics(NotificationQueue.TOPIC);
      spec.setPriorities("info");
      spec.setExchange(Brokers.EXCHANGE);
      spec.setMaxConcurrency(concurrency);
      spec.setBatchSize(batchSize);
      spec.setPrefetch(batchSize == 1 ? PREFETCH_OF_SINGLES : 2 * batchSize);
      spec.setResourceAdapter(adapter);
      HearingCount heard = new HearingCount(count);
      HearingEndpoints endpoints = new HearingEndpoints(heard, batchSize > 1);
      adapter.endpointActivation(endpoints, spec);
      heard.await();
      adapter.endpointDeactivation(endpoints, spec); // the last ones are acknowledged first
      requireEmpty(url);
      return heard.taken();
    } finally {
      adapter.stop();
    }
  }

  private static void requireEmpty(String url) throws Exception {
    try (Connection connection = Brokers.connect(url);
        Channel channel = connection.createChannel()) {
      long left = channel.messageCount(NotificationQueue.NAME);
      if (left > 0) {
        throw new IllegalStateException(left + " notifications were not acknowledged.");
      }
    }
  }
}
