package org.rarebit.ra.wire;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.rarebit.api.Target;

/**
 * Names and properties of the exchanges, queues and bindings that oslo.messaging's peers share.
 * Immutable.
 *
 * <p>Only the control exchange is scoped: queues, and the fanout exchange, are named by the topic
 * alone, so that two services with the same topic on one virtual host share them.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/impl_rabbit.py, Connection.declare_topic_consumer, declare_fanout_consumer,
 *     declare_direct_consumer</a>
 */
public final class Topology {

  /** The control exchange of a peer that names none. */
  public static final String DEFAULT_EXCHANGE = "openstack";

  private final TopologyOptions options;

  /**
   * Makes the names for one configuration.
   *
   * @param options how exchanges and queues are declared
   */
  public Topology(TopologyOptions options) {
    this.options = options;
  }

  /**
   * The exchange of topics.
   *
   * @param name its name, {@link #DEFAULT_EXCHANGE} if nobody says otherwise
   * @return a topic exchange
   */
  public Exchange controlExchange(String name) {
    return new Exchange(name, "topic", lasting(), options.autoDelete());
  }

  /**
   * The exchange that reaches every server of a topic. It goes when the last server goes.
   *
   * @param topic what the servers serve
   * @return a fanout exchange
   */
  public Exchange fanoutExchange(String topic) {
    return new Exchange(fanoutName(topic), "fanout", options.transientQuorum(), true);
  }

  /**
   * The queue that the servers of a topic share.
   *
   * @param topic what the servers serve
   * @return a queue that stays when the servers go
   */
  public Queue topicQueue(String topic) {
    return sharedQueue(topic);
  }

  /**
   * The queue of one server of a topic.
   *
   * @param topic what the server serves
   * @param server its name
   * @return a queue that stays when the server goes
   */
  public Queue serverQueue(String topic, String server) {
    return sharedQueue(serverName(topic, server));
  }

  /**
   * The queue through which one server hears fanouts, or the stream through which all do.
   *
   * @param topic what the server serves
   * @param id unique for the server, as {@link Ids#random()}; the same after a reconnection;
   *     without meaning for a stream
   * @return a queue that expires when it is no longer used, or a stream
   */
  public Queue fanoutQueue(String topic, String id) {
    String shared = fanoutName(topic);
    return options.streamFanout()
        ? Queue.stream(shared, options.transientTtlMillis() / 1000)
        : ownQueue(shared + "_" + id);
  }

  /**
   * The queue in which a client gets its replies. It is bound to the default exchange only.
   *
   * @param id unique for the client, as {@link Ids#random()}
   * @return a queue that expires when it is no longer used
   */
  public Queue replyQueue(String id) {
    return ownQueue("reply_" + id);
  }

  /**
   * The queue of a topic's notifications of one priority. The notifier declares it, too, so that
   * notifications wait for their first listener.
   *
   * @param topic the topic of the notifications
   * @param priority {@code info}, {@code warn} …, in any case
   * @return a queue that stays when the listener goes
   */
  public Queue notificationQueue(String topic, String priority) {
    return sharedQueue(notificationKey(topic, priority));
  }

  /**
   * The queue that the members of a pool of notification listeners share.
   *
   * @param pool the name of the pool
   * @return a queue that stays when the members go
   */
  public Queue poolQueue(String pool) {
    return sharedQueue(pool);
  }

  /**
   * Binds the queue that the servers of a topic share.
   *
   * @param controlExchange the name of the control exchange
   * @param topic what the servers serve
   * @return the binding
   */
  public Binding topicBinding(String controlExchange, String topic) {
    return new Binding(topic, controlExchange, topic);
  }

  /**
   * Binds the queue of one server.
   *
   * @param controlExchange the name of the control exchange
   * @param topic what the server serves
   * @param server its name
   * @return the binding
   */
  public Binding serverBinding(String controlExchange, String topic, String server) {
    String name = serverName(topic, server);
    return new Binding(name, controlExchange, name);
  }

  /**
   * Binds the queue through which one server hears fanouts.
   *
   * @param topic what the server serves
   * @param id the id of its {@link #fanoutQueue}
   * @return the binding
   */
  public Binding fanoutBinding(String topic, String id) {
    return new Binding(fanoutQueue(topic, id).name(), fanoutName(topic), topic);
  }

  /**
   * Binds the queue of a topic's notifications of one priority.
   *
   * @param controlExchange the name of the control exchange
   * @param topic the topic of the notifications
   * @param priority {@code info}, {@code warn} …, in any case
   * @return the binding
   */
  public Binding notificationBinding(String controlExchange, String topic, String priority) {
    String key = notificationKey(topic, priority);
    return new Binding(key, controlExchange, key);
  }

  /**
   * Binds the queue of a pool, once for each topic and priority.
   *
   * @param controlExchange the name of the control exchange
   * @param pool the name of the pool
   * @param topic the topic of the notifications
   * @param priority {@code info}, {@code warn} …, in any case
   * @return the binding
   */
  public Binding poolBinding(String controlExchange, String pool, String topic, String priority) {
    return new Binding(pool, controlExchange, notificationKey(topic, priority));
  }

  /**
   * Where a request is published.
   *
   * @param target where it goes; its exchange, if it names one, wins
   * @param controlExchange the name of the control exchange of who asks
   * @return the fanout exchange, or the control exchange with the key of the topic or the server
   */
  public Route route(Target target, String controlExchange) {
    if (target.fanout()) {
      return new Route(fanoutName(target.topic()), "");
    }
    String exchange = target.exchange() == null ? controlExchange : target.exchange();
    String key =
        target.server() == null ? target.topic() : serverName(target.topic(), target.server());
    return new Route(exchange, key);
  }

  /**
   * Where a reply is published.
   *
   * @param replyQueue the name of the caller's queue, as its request says
   * @return the default exchange, with the queue's name as the key
   */
  public Route replyRoute(String replyQueue) {
    return new Route("", replyQueue);
  }

  /**
   * Where a notification is published.
   *
   * @param controlExchange the name of the control exchange
   * @param topic the topic of the notifications
   * @param priority {@code info}, {@code warn} …, in any case
   * @return the control exchange, with the name of the {@link #notificationQueue} as the key
   */
  public Route notificationRoute(String controlExchange, String topic, String priority) {
    return new Route(controlExchange, notificationKey(topic, priority));
  }

  private Queue sharedQueue(String name) {
    return new Queue(name, lasting(), options.autoDelete(), kind(options.quorum()));
  }

  private Queue ownQueue(String name) {
    Map<String, Object> arguments = kind(options.transientQuorum());
    putPositive(arguments, "x-expires", options.transientTtlMillis());
    return new Queue(name, options.transientQuorum(), false, arguments);
  }

  private boolean lasting() {
    return options.durable() || options.quorum();
  }

  private Map<String, Object> kind(boolean quorum) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    if (quorum) {
      arguments.put("x-queue-type", "quorum");
      putPositive(arguments, "x-delivery-limit", options.deliveryLimit());
      putPositive(arguments, "x-max-in-memory-length", options.maxMemoryLength());
      putPositive(arguments, "x-max-in-memory-bytes", options.maxMemoryBytes());
    }
    return arguments;
  }

  /** As py-amqp writes numbers: 32 bits if they fit, else 64. */
  private static void putPositive(Map<String, Object> arguments, String name, long value) {
    if (value > Integer.MAX_VALUE) {
      arguments.put(name, value);
    } else if (value > 0) {
      arguments.put(name, (int) value);
    }
  }

  private static String serverName(String topic, String server) {
    return topic + "." + server;
  }

  private static String fanoutName(String topic) {
    return topic + "_fanout";
  }

  private static String notificationKey(String topic, String priority) {
    return topic + "." + priority.toLowerCase(Locale.ROOT);
  }
}
