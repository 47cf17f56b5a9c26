package org.rarebit.ra.inbound;

import java.util.List;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.DeliverySink;

/**
 * The consumers of a server's three queues on one channel, or none while it is paused. Used by one
 * thread at a time.
 */
final class RpcConsumers implements Consumers {

  private final ConsumerChannel channel;
  private final RpcQueues queues;
  private final DeliverySink sink;
  private List<String> tags = List.of();
  private int credit;

  RpcConsumers(ConsumerChannel channel, RpcQueues queues, DeliverySink sink) {
    this.channel = channel;
    this.queues = queues;
    this.sink = sink;
  }

  @Override
  public ConsumerChannel channel() {
    return channel;
  }

  /** Consumes so that each queue may have so many requests here; 0: not at all. */
  void adjustTo(int wanted) throws BrokerException {
    if (wanted != credit) {
      renew(wanted);
    }
  }

  /** The same with fresh consumers: what the last ones have delivered counts no more. */
  void renew(int wanted) throws BrokerException {
    cancelAll();
    if (wanted > 0) {
      channel.limitUnsettled(wanted, channel.link().patience());
      tags = queues.consume(channel, sink);
      credit = wanted;
    }
  }

  @Override
  public void cancelAll() throws BrokerException {
    List<String> last = tags;
    tags = List.of();
    credit = 0;
    for (String tag : last) {
      channel.cancel(tag, channel.link().patience());
    }
  }
}
