package org.rarebit.ra.inbound;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.DeliverySink;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Queue;

/**
 * Consumes, on one channel, from the queues that the activations of a server name: one for each
 * topic and priority, or the one of their pool. Used by one thread at a time.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPDriverBase.listen_for_notifications</a>
 */
final class NotificationConsumers implements Consumers {

  private final NotificationServerKey key;
  private final NotificationQueues queues;
  private final ConsumerChannel channel;
  private final BiConsumer<Delivery, String> taken;
  private final Consumer<String> cancelled;
  private final StreamReading streams;
  private final Map<String, String> tags = new LinkedHashMap<>(); // by queue
  private int credit; // 0: no consumer was begun yet

  /**
   * Consumers to be.
   *
   * @param taken gets each delivery with the name of its queue, on the reader thread
   * @param cancelled gets the name of a queue that was deleted on the broker, on the reader thread
   * @param attachAgain has the server declare and consume once more
   */
  NotificationConsumers(
      NotificationServerKey key,
      NotificationQueues queues,
      ConsumerChannel channel,
      BiConsumer<Delivery, String> taken,
      Consumer<String> cancelled,
      Runnable attachAgain) {
    this.key = key;
    this.queues = queues;
    this.channel = channel;
    this.taken = taken;
    this.cancelled = cancelled;
    this.streams = new StreamReading(key.describe(), queues.services().scheduler(), attachAgain);
  }

  @Override
  public ConsumerChannel channel() {
    return channel;
  }

  /**
   * Consumes from what the activations name, and from nothing else any more, so that each queue may
   * have so many notifications here. Waits for the broker.
   */
  void adjustTo(List<NotificationActivation> activations, int wantedCredit) throws BrokerException {
    if (wantedCredit != credit) {
      cancelAll();
      channel.limitUnsettled(wantedCredit, channel.link().patience());
      credit = wantedCredit;
    }
    consume(activations);
  }

  /** The same with fresh consumers: what the last ones have delivered counts no more. */
  void renew(List<NotificationActivation> activations, int wantedCredit) throws BrokerException {
    cancelAll();
    adjustTo(activations, wantedCredit);
  }

  private void consume(List<NotificationActivation> activations) throws BrokerException {
    Map<Queue, Set<Binding>> wanted = queues.wantedBy(activations);
    Set<String> names = new HashSet<>();
    wanted.keySet().forEach(queue -> names.add(queue.name()));
    for (String queue : new ArrayList<>(tags.keySet())) {
      if (!names.contains(queue)) {
        channel.cancel(tags.remove(queue), channel.link().patience());
      }
    }
    Declarations.ensure(channel.link(), queues.exchange(), channel.link().patience());
    for (Map.Entry<Queue, Set<Binding>> one : wanted.entrySet()) {
      consume(one.getKey(), one.getValue());
    }
  }

  private void consume(Queue queue, Set<Binding> bindings) throws BrokerException {
    boolean consumed = tags.containsKey(queue.name());
    if (consumed && key.pool() == null) {
      return;
    }
    Declarations.ensure(channel.link(), queue, channel.link().patience());
    for (Binding binding : bindings) { // a pool's new member may bring new ones
      channel.bind(binding, channel.link().patience());
    }
    if (!consumed) {
      tags.put(queue.name(), begin(queue.name()));
    }
  }

  private String begin(String queue) throws BrokerException {
    StreamPosition position = queues.positionIn(queue);
    Sink sink = new Sink(queue);
    return position == null
        ? channel.consume(queue, false, sink, channel.link().patience())
        : streams.begin(channel, queue, position, sink);
  }

  /** Ends all consumers: nothing is on its way afterwards. Waits for the broker. */
  @Override
  public void cancelAll() throws BrokerException {
    for (String queue : new ArrayList<>(tags.keySet())) {
      channel.cancel(tags.remove(queue), channel.link().patience());
    }
  }

  private final class Sink implements DeliverySink {

    private final String queue;

    Sink(String queue) {
      this.queue = queue;
    }

    @Override
    public void deliver(Delivery delivery) {
      taken.accept(delivery, queue);
    }

    @Override
    public void cancelled(String name) {
      cancelled.accept(name);
    }
  }
}
