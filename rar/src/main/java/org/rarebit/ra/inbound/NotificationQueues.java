package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.QueueOptions;
import org.rarebit.ra.wire.Topology;

/**
 * The queues that a server hears: one for each topic and priority, or the one of its pool; and how
 * far it has come in those that are streams, from one link to the next. Thread-safe.
 */
final class NotificationQueues {

  private static final System.Logger LOG = System.getLogger(NotificationQueues.class.getName());

  private final NotificationServerKey key;
  private final InboundServices services;
  private final Topology topology;
  private final QueueOptions options;
  private final String streamOffset; // null: no streams
  private final Map<String, StreamPosition> positions = new ConcurrentHashMap<>();

  NotificationQueues(
      NotificationServerKey key, NotificationActivationSpec first, InboundServices services) {
    this.key = key;
    this.services = services;
    this.topology = services.adapter().topology();
    this.options = first.queueOptions();
    this.streamOffset = first.values().streamOffset();
    if (key.pool() == null && !options.equals(QueueOptions.NONE)) {
      LOG.log(
          Level.WARNING,
          "{0}: its queues are declared otherwise than oslo.messaging''s notifiers declare them,"
              + " which then fail to send. Use a pool, or a policy of the broker instead.",
          key.describe());
    }
  }

  InboundServices services() {
    return services;
  }

  Exchange exchange() {
    return topology.controlExchange(key.exchange());
  }

  /** What some activations hear, with the bindings that bring it. */
  Map<Queue, Set<Binding>> wantedBy(List<NotificationActivation> activations) {
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
    wanted.computeIfAbsent(options.applyTo(queue), any -> new LinkedHashSet<>()).add(binding);
  }

  /** Where a queue that is a stream is read; null for queues proper. */
  StreamPosition positionIn(String queue) {
    return streamOffset == null
        ? null
        : positions.computeIfAbsent(queue, any -> StreamPosition.at(streamOffset));
  }
}
