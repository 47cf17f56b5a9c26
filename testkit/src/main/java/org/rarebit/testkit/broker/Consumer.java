package org.rarebit.testkit.broker;

/** A consumer of a queue. Guarded by the virtual host's monitor. */
final class Consumer {
  private final ChannelSession channel;
  private final QueueState queue;
  private final String tag;
  private final boolean noAck;
  private final boolean exclusive;
  private final int priority;
  private final int prefetch;
  private int unacked;

  /**
   * @param prefetch how many messages may be unacknowledged; 0: any number
   */
  Consumer(
      ChannelSession channel,
      QueueState queue,
      String tag,
      boolean noAck,
      boolean exclusive,
      int priority,
      int prefetch) {
    this.channel = channel;
    this.queue = queue;
    this.tag = tag;
    this.noAck = noAck;
    this.exclusive = exclusive;
    this.priority = priority;
    this.prefetch = prefetch;
  }

  ChannelSession channel() {
    return channel;
  }

  QueueState queue() {
    return queue;
  }

  String tag() {
    return tag;
  }

  boolean isNoAck() {
    return noAck;
  }

  boolean isExclusive() {
    return exclusive;
  }

  int priority() {
    return priority;
  }

  boolean canTake() {
    return (noAck || prefetch == 0 || unacked < prefetch) && channel.canTake(noAck);
  }

  void take(QueuedMessage queued) {
    if (!noAck) {
      unacked++;
    }
    channel.deliver(this, queued);
  }

  void settled() {
    unacked--;
  }
}
