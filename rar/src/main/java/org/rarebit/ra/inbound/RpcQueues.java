package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.ConsumerChannel;
import org.rarebit.ra.broker.Declarations;
import org.rarebit.ra.broker.DeliverySink;
import org.rarebit.ra.broker.OwnQueue;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Topology;

/**
 * The three queues of a server: of its topic, of its own name, and of fanouts. Declares them, binds
 * them and consumes from them, on each link once more and under the same names. Used by one thread
 * at a time, its links' supervisor's, and by the one that ends the server.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPDriverBase.listen</a>
 */
final class RpcQueues implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RpcQueues.class.getName());

  private final RpcServerKey key;
  private final InboundServices services;
  private final Topology topology;
  private final StreamReading streams;
  private final StreamPosition streamPosition = new StreamPosition();
  private volatile OwnQueue fanout; // null before the first link

  /**
   * Queues that are not declared yet.
   *
   * @param attachAgain has the server declare and consume once more
   */
  RpcQueues(RpcServerKey key, InboundServices services, Runnable attachAgain) {
    this.key = key;
    this.services = services;
    this.topology = services.adapter().topology();
    this.streams = new StreamReading("server " + key.describe(), services.scheduler(), attachAgain);
  }

  /** Declares exchanges and queues and binds them. Waits for the broker. */
  void declare(BrokerLink link, ConsumerChannel channel) throws BrokerException {
    Declarations.ensure(link, topology.controlExchange(key.exchange()), link.patience());
    Declarations.ensure(link, topology.fanoutExchange(key.topic()), link.patience());
    Declarations.ensure(link, topicQueue(), link.patience());
    Declarations.ensure(link, serverQueue(), link.patience());
    OwnQueue own = fanout;
    if (own == null) {
      own = OwnQueue.claim(link, services.adapter().queueIds(), this::fanoutQueue, link.patience());
      fanout = own;
    } else {
      Declarations.ensure(link, own.queue(), link.patience());
    }
    channel.bind(topology.topicBinding(key.exchange(), key.topic()), channel.link().patience());
    channel.bind(
        topology.serverBinding(key.exchange(), key.topic(), key.server()),
        channel.link().patience());
    channel.bind(topology.fanoutBinding(key.topic(), own.id()), channel.link().patience());
  }

  /**
   * Consumes from the declared queues. Waits for the broker.
   *
   * @return the consumers' tags
   */
  List<String> consume(ConsumerChannel channel, DeliverySink sink) throws BrokerException {
    OwnQueue own = fanout;
    List<String> tags = new ArrayList<>();
    if (own.queue().isStream()) {
      tags.add(streams.begin(channel, own.name(), streamPosition, sink));
    } else {
      tags.add(channel.consume(own.name(), false, sink, channel.link().patience()));
      leaveIfShared(own, channel);
    }
    tags.add(channel.consume(topicQueue().name(), false, sink, channel.link().patience()));
    tags.add(channel.consume(serverQueue().name(), false, sink, channel.link().patience()));
    return tags;
  }

  private void leaveIfShared(OwnQueue own, ConsumerChannel channel) throws BrokerException {
    if (!own.isShared(channel, channel.link().patience())) {
      return;
    }
    channel.close();
    close();
    throw new BrokerException(
        BrokerException.Kind.CHANNEL,
        "Another adapter took queue "
            + own.name()
            + " at the same moment: set another processName. Taking the next one.");
  }

  private Queue topicQueue() {
    return topology.topicQueue(key.topic());
  }

  private Queue serverQueue() {
    return topology.serverQueue(key.topic(), key.server());
  }

  private Queue fanoutQueue(String id) {
    return topology.fanoutQueue(key.topic(), id);
  }

  /** Deletes the server's own queue, unless it is to be found again. May wait for the broker. */
  void deleteFanoutQueue(ConsumerChannel channel) {
    OwnQueue own = fanout;
    if (own == null || own.isKept()) {
      return;
    }
    try {
      channel.deleteQueue(own.name(), channel.link().patience());
    } catch (BrokerException e) {
      LOG.log(
          Level.DEBUG,
          "server {0}: fanout queue {1} is left to expire: {2}",
          key.describe(),
          own.name(),
          e.getMessage());
    }
  }

  /** Gives the name of the fanout queue back. */
  @Override
  public void close() {
    OwnQueue own = fanout;
    fanout = null;
    if (own != null) {
      own.close();
    }
  }
}
