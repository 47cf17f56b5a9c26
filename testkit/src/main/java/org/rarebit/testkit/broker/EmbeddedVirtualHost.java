package org.rarebit.testkit.broker;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * One virtual host of an {@link EmbeddedBroker}, for tests to look at and to disturb. Thread-safe;
 * each method is answered at once, for the moment of the call.
 */
public final class EmbeddedVirtualHost {
  private final VirtualHost vhost;

  EmbeddedVirtualHost(VirtualHost vhost) {
    this.vhost = vhost;
  }

  /** The name, for example "/". */
  public String name() {
    return vhost.name();
  }

  /** The names of all queues, sorted. */
  public Set<String> queueNames() {
    synchronized (vhost) {
      return new TreeSet<>(vhost.queueNames());
    }
  }

  /** The names of all exchanges, sorted, the predeclared ones included. */
  public Set<String> exchangeNames() {
    synchronized (vhost) {
      return new TreeSet<>(vhost.exchangeNames());
    }
  }

  /** How many messages wait in a queue for a consumer; 0 if there is no such queue. */
  public int messageCount(String queue) {
    return ask(queue, QueueState::readyCount);
  }

  /** How many messages of a queue are delivered and not settled; 0 if there is no such queue. */
  public int unackedCount(String queue) {
    return ask(queue, QueueState::unackedCount);
  }

  /** How many consumers a queue has; 0 if there is no such queue. */
  public int consumerCount(String queue) {
    return ask(queue, QueueState::consumerCount);
  }

  private int ask(String name, ToIntFunction<QueueState> question) {
    synchronized (vhost) {
      QueueState queue = vhost.findQueue(name);
      return queue == null ? 0 : question.applyAsInt(queue);
    }
  }

  /**
   * Holds back a queue's messages: no consumer is given any until {@link #resume}, while basic.get
   * still works. What is delivered already is not affected.
   *
   * @throws IllegalArgumentException if there is no such queue
   */
  public void pause(String queue) {
    synchronized (vhost) {
      existing(queue).setPaused(true);
    }
  }

  /**
   * Ends {@link #pause}.
   *
   * @throws IllegalArgumentException if there is no such queue
   */
  public void resume(String queue) {
    synchronized (vhost) {
      existing(queue).setPaused(false);
    }
  }

  /**
   * Cancels all consumers of a queue from the broker's side, with a basic.cancel to each client
   * that understands it, as RabbitMQ does when a queue's node goes away. The queue stays, unless it
   * is an auto-delete one.
   *
   * @throws IllegalArgumentException if there is no such queue
   */
  public void cancelConsumers(String queue) {
    synchronized (vhost) {
      existing(queue).cancelConsumers();
    }
  }

  /**
   * Takes all consumers of a queue away without telling their clients, as a RabbitMQ node may that
   * comes back with a queue whose consumers it does not know any more.
   *
   * @throws IllegalArgumentException if there is no such queue
   */
  public void loseConsumers(String queue) {
    synchronized (vhost) {
      existing(queue).loseConsumers();
    }
  }

  /**
   * Deletes a queue without telling its consumers, as a RabbitMQ node may that goes away with the
   * queue while its clients are connected to another one.
   *
   * @throws IllegalArgumentException if there is no such queue
   */
  public void loseQueue(String queue) {
    synchronized (vhost) {
      QueueState lost = existing(queue);
      lost.loseConsumers();
      vhost.delete(lost);
    }
  }

  /**
   * From now on a queue delivers nothing, and a channel on which something is asked about it, say
   * its passive declaration, answers nothing any more, whatever else it is asked: as in RabbitMQ if
   * the node that holds the queue is out of reach and not yet given up. Other channels go on. For
   * the life of the queue.
   *
   * @throws IllegalArgumentException if there is no such queue
   */
  public void stall(String queue) {
    synchronized (vhost) {
      existing(queue).stall();
    }
  }

  private QueueState existing(String name) {
    QueueState queue = vhost.findQueue(name);
    if (queue == null) {
      throw new IllegalArgumentException(
          "There is no " + vhost.describeQueue(name) + ", only " + vhost.queueNames() + ".");
    }
    return queue;
  }
}
