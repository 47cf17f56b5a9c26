package org.rarebit.ra.inbound;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.BrokerChannel;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.DeliverySink;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Topology;

/**
 * Consumes, on one channel, from the queues that the activations of a server name: one for each
 * topic and priority, or the one of their pool. Used by one thread at a time.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPDriverBase.listen_for_notifications</a>
 */
final class NotificationConsumers implements Consumers {

  private final NotificationServerKey key;
  private final Topology topology;
  private final BrokerChannel channel;
  private final BiConsumer<Delivery, String> taken;
  private final Consumer<String> cancelled;
  private final Map<String, String> tags = new LinkedHashMap<>(); // by queue
  private int credit; // 0: no consumer was begun yet

  /**
   * Consumers to be.
   *
   * @param taken gets each delivery with the name of its queue, on the reader thread
   * @param cancelled gets the name of a queue that was deleted on the broker, on the reader thread
   */
  NotificationConsumers(
      NotificationServerKey key,
      Topology topology,
      BrokerChannel channel,
      BiConsumer<Delivery, String> taken,
      Consumer<String> cancelled) {
    this.key = key;
    this.topology = topology;
    this.channel = channel;
    this.taken = taken;
    this.cancelled = cancelled;
  }

  @Override
  public BrokerChannel channel() {
    return channel;
  }

  /**
   * Consumes from what the activations name, and from nothing else any more, so that each queue may
   * have so many notifications here. Waits for the broker.
   */
  void adjustTo(List<NotificationActivation> activations, int wantedCredit) throws BrokerException {
    if (wantedCredit != credit) {
      cancelAll();
      channel.limitUnsettled(wantedCredit);
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
    Map<Queue, Set<Binding>> wanted = wanted(activations);
    Set<String> names = new HashSet<>();
    wanted.keySet().forEach(queue -> names.add(queue.name()));
    for (String queue : new ArrayList<>(tags.keySet())) {
      if (!names.contains(queue)) {
        channel.cancel(tags.remove(queue));
      }
    }
    Declarations.ensure(channel.link(), topology.controlExchange(key.exchange()));
    for (Map.Entry<Queue, Set<Binding>> one : wanted.entrySet()) {
      consume(one.getKey(), one.getValue());
    }
  }

  private void consume(Queue queue, Set<Binding> bindings) throws BrokerException {
    boolean consumed = tags.containsKey(queue.name());
    if (consumed && key.pool() == null) {
      return;
    }
    Declarations.ensure(channel.link(), queue);
    for (Binding binding : bindings) { // a pool's new member may bring new ones
      channel.bind(binding);
    }
    if (!consumed) {
      tags.put(queue.name(), channel.consume(queue.name(), false, new Sink(queue.name())));
    }
  }

  private Map<Queue, Set<Binding>> wanted(List<NotificationActivation> activations) {
    Map<Queue, Set<Binding>> wanted = new LinkedHashMap<>();
    for (NotificationActivation activation : activations) {
      for (String topic : activation.topics()) {
        for (NotificationPriority priority : activation.priorities()) {
          add(wanted, topic, priority.wireName());
        }
      }
    }
    return wanted;
  }

  private void add(Map<Queue, Set<Binding>> wanted, String topic, String priority) {
    String exchange = key.exchange();
    String pool = key.pool();
    Queue queue =
        pool == null ? topology.notificationQueue(topic, priority) : topology.poolQueue(pool);
    Binding binding =
        pool == null
            ? topology.notificationBinding(exchange, topic, priority)
            : topology.poolBinding(exchange, pool, topic, priority);
    wanted.computeIfAbsent(queue, any -> new LinkedHashSet<>()).add(binding);
  }

  /** Ends all consumers: nothing is on its way afterwards. Waits for the broker. */
  @Override
  public void cancelAll() throws BrokerException {
    for (String queue : new ArrayList<>(tags.keySet())) {
      channel.cancel(tags.remove(queue));
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
