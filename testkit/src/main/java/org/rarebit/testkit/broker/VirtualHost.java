package org.rarebit.testkit.broker;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.rarebit.testkit.broker.DeadLetters.Reason;

/**
 * A virtual host: its exchanges and queues. Its monitor guards all of its state and that of its
 * queues, exchanges and channels; methods here are called with it held unless they say otherwise.
 */
final class VirtualHost {
  private static final long CLOCK_ORIGIN = System.nanoTime();

  private final String name;
  private final RabbitMqVersion version;
  private final Changes changes;
  private final NavigableMap<String, ExchangeState> exchanges = new TreeMap<>();
  private final NavigableMap<String, QueueState> queues = new TreeMap<>();
  private final DirectReplies directReplies = new DirectReplies();
  private final Router router = new Router(exchanges::get, queues::get);
  private BrokerTimer timer; // null while the broker is stopped

  VirtualHost(String name, RabbitMqVersion version, Changes changes) {
    this.name = name;
    this.version = version;
    this.changes = changes;
    predeclare();
  }

  private void predeclare() {
    for (ExchangeState exchange :
        List.of(
            ExchangeState.predeclared("", ExchangeType.DIRECT, false),
            ExchangeState.predeclared("amq.direct", ExchangeType.DIRECT, false),
            ExchangeState.predeclared("amq.fanout", ExchangeType.FANOUT, false),
            ExchangeState.predeclared("amq.topic", ExchangeType.TOPIC, false),
            ExchangeState.predeclared("amq.headers", ExchangeType.HEADERS, false),
            ExchangeState.predeclared("amq.match", ExchangeType.HEADERS, false),
            ExchangeState.predeclared("amq.rabbitmq.trace", ExchangeType.TOPIC, true))) {
      exchanges.put(exchange.name(), exchange);
    }
  }

  String name() {
    return name;
  }

  /** The RabbitMQ that it answers like. */
  RabbitMqVersion version() {
    return version;
  }

  /** Nanoseconds since some moment in the past; any thread. */
  long now() {
    return System.nanoTime() - CLOCK_ORIGIN;
  }

  /** Tells waiting tests that something is different; any thread. */
  void changed() {
    changes.signal();
  }

  DirectReplies directReplies() {
    return directReplies;
  }

  /**
   * The name of a queue or an exchange that is meant where one is declared, bound or deleted: there
   * RabbitMQ leaves line breaks out, and nowhere else.
   */
  static String withoutLineBreaks(String name) {
    return name.replace("\r", "").replace("\n", "");
  }

  /** Runs a task at a time of {@link #now()}'s clock, with the monitor held. */
  void at(long nanos, Runnable task) {
    if (timer != null) {
      timer.after(
          nanos - now(),
          () -> {
            synchronized (this) {
              task.run();
            }
          });
    }
  }

  /** The broker starts: durable queues that were kept count their time from now. */
  void start(BrokerTimer newTimer) {
    timer = newTimer;
    queues.values().forEach(QueueState::started);
  }

  /** The broker stops, with all connections gone: what a restart of RabbitMQ would lose is lost. */
  void stop() {
    timer = null;
    List.copyOf(queues.values()).stream().filter(queue -> !queue.isDurable()).forEach(this::delete);
    List.copyOf(exchanges.values()).stream()
        .filter(exchange -> !exchange.isDurable())
        .forEach(this::delete);
    queues.values().forEach(QueueState::stopped);
  }

  /** Everything that was declared goes. */
  void clear() {
    List.copyOf(queues.values()).forEach(this::delete);
    exchanges.clear();
    predeclare();
  }

  Set<String> queueNames() {
    return queues.keySet();
  }

  Set<String> exchangeNames() {
    return exchanges.keySet();
  }

  /** The queue, or null. */
  QueueState findQueue(String queue) {
    return queues.get(queue);
  }

  /** The exchange, or null. */
  ExchangeState findExchange(String exchange) {
    return exchanges.get(exchange);
  }

  QueueState queue(String queue) {
    QueueState found = queues.get(queue);
    if (found == null) {
      throw AmqpException.notFound("no " + describeQueue(queue));
    }
    return found;
  }

  ExchangeState exchange(String exchange) {
    ExchangeState found = exchanges.get(exchange);
    if (found == null) {
      throw AmqpException.notFound("no " + describeExchange(exchange));
    }
    return found;
  }

  String describeQueue(String queue) {
    return "queue '%s' in vhost '%s'".formatted(queue, name);
  }

  String describeExchange(String exchange) {
    return "exchange '%s' in vhost '%s'".formatted(exchange, name);
  }

  void add(QueueState queue) {
    queues.put(queue.name(), queue);
    queue.touch();
    changed();
  }

  void add(ExchangeState exchange) {
    exchanges.put(exchange.name(), exchange);
    changed();
  }

  void bind(ExchangeState source, Binding binding) {
    source.bindings().add(binding);
    changed();
  }

  void unbind(ExchangeState source, Binding binding) {
    if (source.bindings().remove(binding)) {
      deleteIfUnbound(source);
      changed();
    }
  }

  void delete(QueueState queue) {
    if (queues.remove(queue.name(), queue)) {
      queue.markDeleted();
      removeBindingsTo(queue.name(), true);
      changed();
    }
  }

  void delete(ExchangeState exchange) {
    if (exchanges.remove(exchange.name(), exchange)) {
      removeBindingsTo(exchange.name(), false);
      changed();
    }
  }

  private void removeBindingsTo(String destination, boolean isQueue) {
    for (ExchangeState source : List.copyOf(exchanges.values())) {
      boolean removed =
          source
              .bindings()
              .removeIf(
                  binding ->
                      binding.toQueue() == isQueue && binding.destination().equals(destination));
      if (removed) {
        deleteIfUnbound(source);
      }
    }
  }

  private void deleteIfUnbound(ExchangeState source) {
    if (source.isAutoDelete() && source.bindings().isEmpty()) {
      delete(source);
    }
  }

  Set<QueueState> route(Message message) {
    return router.route(message);
  }

  /** Sends a message that a queue dropped to the queue's dead-letter exchange, if it has one. */
  void deadLetter(QueueState from, QueuedMessage queued, Reason reason) {
    // the mark goes along, and a rejected message has been delivered
    boolean redelivered =
        version.isAtLeast(RabbitMqVersion.V4_3)
            && (queued.isRedelivered() || reason == Reason.REJECTED);
    deadLetter(from, queued.message(), reason, redelivered);
  }

  /** The same for a message that the queue did not take. */
  void deadLetter(QueueState from, Message message, Reason reason) {
    deadLetter(from, message, reason, false);
  }

  private void deadLetter(QueueState from, Message message, Reason reason, boolean redelivered) {
    QueueArguments arguments = from.arguments();
    if (arguments.deadLetterExchange() == null) {
      return;
    }
    Message letter =
        DeadLetters.letter(
            message,
            reason,
            from.name(),
            arguments.deadLetterExchange(),
            arguments.deadLetterRoutingKey(),
            version);
    for (QueueState queue : route(letter)) {
      if (reason == Reason.REJECTED || !DeadLetters.isCycle(letter, queue.name())) {
        queue.offer(letter, redelivered);
      }
    }
  }

  void deleteExclusiveQueuesOf(ConnectionSession owner) {
    List.copyOf(queues.values()).stream()
        .filter(queue -> owner.equals(queue.owner()))
        .forEach(this::delete);
  }

  /** A table of arguments, where an absent one is empty. */
  static Map<String, Object> tableOf(Map<String, Object> arguments) {
    return arguments == null ? Map.of() : arguments;
  }
}
