package org.rarebit.testkit.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * RabbitMQ's direct reply-to: replies that go to a channel without a queue. Guarded by the virtual
 * host's monitor.
 */
final class DirectReplies {
  /** The pseudo queue that a requester consumes from, and names as reply-to. */
  static final String QUEUE = "amq.rabbitmq.reply-to";

  private static final String PREFIX = QUEUE + ".";

  private final Map<String, Consumer> byAddress = new HashMap<>();

  static boolean isAddress(String routingKey) {
    return routingKey.startsWith(PREFIX);
  }

  /** Opens an address to which replies can be published. */
  String open(Consumer consumer) {
    String address = PREFIX + "g1" + UUID.randomUUID().toString().replace("-", "");
    byAddress.put(address, consumer);
    return address;
  }

  void close(String address) {
    byAddress.remove(address);
  }

  boolean isOpen(String address) {
    return byAddress.containsKey(address);
  }

  /**
   * Hands a reply over, or drops it if the requester is gone.
   *
   * @return whether somebody took it
   */
  boolean deliver(Message reply) {
    Consumer requester = byAddress.get(reply.routingKey());
    if (requester != null) {
      requester.take(new QueuedMessage(reply, 0, 0, QueuedMessage.NEVER));
    }
    return requester != null;
  }
}
