package org.rarebit.testkit.broker;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rarebit.testkit.broker.DeadLetters.Reason;
import org.rarebit.testkit.broker.QueueArguments.Overflow;

/**
 * A queue: its messages, its consumers, and who gets what. Guarded by the virtual host's monitor.
 */
final class QueueState {
  private final VirtualHost vhost;
  private final String name;
  private final boolean durable;
  private final boolean autoDelete;
  private final ConnectionSession owner; // null unless exclusive
  private final QueueArguments arguments;
  private final ReadyMessages ready = new ReadyMessages();
  private final ConsumerRing consumers;
  private final QueueTimer timer;
  private long nextPosition;
  private int unacked;
  private boolean paused;
  private boolean stalled;
  private boolean deleted;

  QueueState(
      VirtualHost vhost,
      String name,
      boolean durable,
      boolean autoDelete,
      ConnectionSession owner,
      QueueArguments arguments) {
    this.vhost = vhost;
    this.name = name;
    this.durable = durable;
    this.autoDelete = autoDelete;
    this.owner = owner;
    this.arguments = arguments;
    this.consumers = new ConsumerRing(arguments.singleActiveConsumer());
    this.timer = new QueueTimer(vhost, this);
  }

  String name() {
    return name;
  }

  boolean isDurable() {
    return durable;
  }

  boolean isAutoDelete() {
    return autoDelete;
  }

  ConnectionSession owner() {
    return owner;
  }

  QueueArguments arguments() {
    return arguments;
  }

  RabbitMqVersion version() {
    return vhost.version();
  }

  boolean isDeleted() {
    return deleted;
  }

  int readyCount() {
    return ready.count();
  }

  int unackedCount() {
    return unacked;
  }

  int consumerCount() {
    return consumers.count();
  }

  boolean hasExclusiveConsumer() {
    return consumers.hasExclusive();
  }

  List<Consumer> consumers() {
    return consumers.all();
  }

  QueuedMessage firstReady() {
    return ready.first();
  }

  /** Somebody declares the queue, or gets from it: x-expires counts anew. */
  void touch() {
    timer.touch();
  }

  /**
   * Takes a published message.
   *
   * @return false if the queue is full and refuses it
   */
  boolean offer(Message message) {
    return offer(message, false);
  }

  /** The same for a message that is marked as redelivered from the first time on, or is not. */
  boolean offer(Message message, boolean redelivered) {
    if (arguments.overflow() != Overflow.DROP_HEAD && isFullFor(message)) {
      if (arguments.overflow() == Overflow.REJECT_PUBLISH_DLX) {
        vhost.deadLetter(this, message, Reason.MAXLEN);
      }
      return false;
    }
    int priority = Math.min(message.priority(), arguments.maxPriority());
    QueuedMessage queued = new QueuedMessage(message, priority, nextPosition++, expiryOf(message));
    if (redelivered) {
      queued.markRedelivered();
    }
    Consumer idle = ready.isEmpty() && isDelivering() ? consumers.next() : null;
    if (idle != null) {
      // straight to the consumer: a message with an expiration of 0 lives just long enough for that
      hand(queued, idle);
    } else {
      ready.add(queued);
      dispatch();
      dropOverflow();
    }
    vhost.changed();
    return true;
  }

  private boolean isFullFor(Message message) {
    return (arguments.maxLength() != null && ready.count() >= arguments.maxLength())
        || (arguments.maxLengthBytes() != null
            && ready.bodyBytes() + message.body().length > arguments.maxLengthBytes());
  }

  private void dropOverflow() {
    if (arguments.overflow() != Overflow.DROP_HEAD) {
      return;
    }
    while ((arguments.maxLength() != null && ready.count() > arguments.maxLength())
        || (arguments.maxLengthBytes() != null && ready.bodyBytes() > arguments.maxLengthBytes())) {
      vhost.deadLetter(this, ready.removeFirst(), Reason.MAXLEN);
    }
  }

  private long expiryOf(Message message) {
    Long millis = arguments.messageTtlMillis();
    String expiration = message.properties().getExpiration();
    if (expiration != null) {
      long own = Expiration.millis(expiration);
      millis = millis == null ? own : Math.min(millis, own);
    }
    return millis == null
        ? QueuedMessage.NEVER
        : vhost.now() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Gives ready messages to consumers as long as there are both. */
  void dispatch() {
    while (!deleted) {
      dropExpired();
      Consumer consumer = ready.isEmpty() || !isDelivering() ? null : consumers.next();
      if (consumer == null) {
        break;
      }
      hand(ready.removeFirst(), consumer);
    }
    timer.arm();
  }

  private void hand(QueuedMessage queued, Consumer consumer) {
    if (!consumer.isNoAck()) {
      unacked++;
    }
    consumer.take(queued);
  }

  private void dropExpired() {
    long now = vhost.now();
    for (QueuedMessage head = ready.first();
        head != null && head.isExpired(now);
        head = ready.first()) {
      ready.removeFirst();
      vhost.deadLetter(this, head, Reason.EXPIRED);
    }
  }

  /** basic.get: the next message, or null. */
  QueuedMessage get(boolean noAck) {
    touch();
    dropExpired();
    QueuedMessage queued = ready.removeFirst();
    if (queued != null && !noAck) {
      unacked++;
    }
    timer.arm();
    vhost.changed();
    return queued;
  }

  /** A delivered message was acknowledged. */
  void acknowledged() {
    unacked--;
    vhost.changed();
  }

  /** A delivered message was rejected for good. */
  void rejected(QueuedMessage queued) {
    unacked--;
    if (!deleted) {
      vhost.deadLetter(this, queued, Reason.REJECTED);
    }
    vhost.changed();
  }

  /**
   * Delivered messages come back, each to its old place. Call {@link #dispatch()} afterwards.
   *
   * @param failed whether that counts as a failed delivery
   */
  void takeBack(Collection<QueuedMessage> messages, boolean failed) {
    unacked -= messages.size();
    if (deleted) {
      return;
    }
    for (QueuedMessage queued : messages) {
      queued.markReturned(failed);
      Long limit = arguments.deliveryLimit();
      if (limit != null && queued.failures() > limit) {
        vhost.deadLetter(this, queued, Reason.DELIVERY_LIMIT);
      } else {
        ready.add(queued);
      }
    }
    vhost.changed();
  }

  int purge() {
    int count = ready.clear();
    vhost.changed();
    return count;
  }

  void add(Consumer consumer) {
    consumers.add(consumer);
    touch();
    vhost.changed();
  }

  /** Removes a consumer; the last one takes an auto-delete queue with it. */
  void remove(Consumer consumer) {
    if (consumers.remove(consumer)) {
      touch();
      vhost.changed();
      if (autoDelete && consumers.isEmpty() && !deleted) {
        vhost.delete(this);
      }
    }
  }

  /** Cancels all consumers from this side and tells those clients that understand it. */
  void cancelConsumers() {
    for (Consumer consumer : consumers.all()) {
      consumer.channel().cancelled(consumer);
      remove(consumer);
    }
  }

  /** Forgets all consumers, and tells nobody. */
  void loseConsumers() {
    for (Consumer consumer : consumers.all()) {
      consumer.channel().consumers().remove(consumer.tag(), consumer);
      remove(consumer);
    }
  }

  void setPaused(boolean paused) {
    this.paused = paused;
    dispatch();
  }

  /** Whoever asks about it waits for good. */
  void stall() {
    stalled = true;
  }

  boolean isStalled() {
    return stalled;
  }

  private boolean isDelivering() {
    return !paused && !stalled;
  }

  void markDeleted() {
    deleted = true;
    ready.clear();
    cancelConsumers();
  }

  /** The broker has stopped, and the queue is durable: its persistent messages stay. */
  void stopped() {
    ready.retainPersistent();
  }

  void started() {
    timer.restart();
  }
}
