package org.rarebit.ra.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LinkKeeper;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.Topology;

/**
 * Hears the notifications of one or several exchanges, or one pool of them, for the beans that
 * share it, as the endpoints of one oslo.messaging listener do: each sees every notification of its
 * topics that it wants, in the order of activation, and the first one that does not take it ends
 * the round. Consumes from one queue for each topic and priority, or the one of its pool.
 * Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging notify/listener.py,
 *     NotificationServer; notify/dispatcher.py, NotificationDispatcher.dispatch</a>
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPDriverBase.listen_for_notifications</a>
 */
final class NotificationServer implements Server, Subscription.Demand {

  private static final System.Logger LOG = System.getLogger(NotificationServer.class.getName());

  private final NotificationServerSettings settings;
  private final AdapterServices services;
  private final Topology topology;
  private final Holding<Arrival> holding;
  private final Server.Counters counters = new Server.Counters();
  private final BatchCollector<Arrival> collector;
  private final NotificationHandler handler;
  private final Dispatcher<List<Arrival>> dispatcher;
  private final List<NotificationBean> beans = new CopyOnWriteArrayList<>();
  private final Subscription subscription;
  private final Map<String, StreamPosition> positions = new ConcurrentHashMap<>();
  private final Deadline grace; // of its first bean
  private volatile boolean countsDeliveries; // the broker does, and has a limit perhaps
  private volatile LinkKeeper keeper; // null before the start

  NotificationServer(NotificationServerSettings settings, AdapterServices services) {
    this.settings = settings;
    this.services = services;
    this.grace = Deadline.after(settings.startupGrace());
    this.topology = services.topology();
    this.subscription =
        new Subscription(
            settings.describe(),
            services,
            settings.acknowledgementDelay(),
            this,
            () -> keeper.attachAgain(this));
    this.dispatcher = new Dispatcher<>(services.works(), new Handling());
    this.collector =
        new BatchCollector<>(
            settings.batchInForce(),
            settings.batchTimeout(),
            services.scheduler(),
            dispatcher::offer);
    this.holding = new Holding<>(services, Arrival::delivery, collector::add, subscription::renew);
    this.handler = new NotificationHandler(this, settings, collector::add);
    if (settings.pool() == null && !settings.queueOptions().equals(Queue.Options.NONE)) {
      LOG.log(
          Level.WARNING,
          "{0}: its queues are declared otherwise than oslo.messaging''s notifiers declare them,"
              + " which then fail to send. Use a pool, or a policy of the broker instead.",
          settings.describe());
    }
  }

  @Override
  public String name() {
    return settings.describe();
  }

  @Override
  public Server.Counters counters() {
    return counters;
  }

  @Override
  public ReplyOutbox replies() {
    return null;
  }

  @Override
  public int remembered() {
    return handler.remembered();
  }

  @Override
  public int setAside() {
    return holding.count();
  }

  @Override
  public Set<String> queueNames() {
    return bindingsOf(beans).keySet().stream().map(Queue::name).collect(Collectors.toSet());
  }

  @Override
  public boolean isAttached() {
    return subscription.isWhole();
  }

  /** Whether one of its beans hears the topic of that exchange; with a pool, anything of it. */
  boolean isNamed(String exchange, String topic) {
    return settings.pool() == null
        ? beans().stream().anyMatch(bean -> bean.names(exchange, topic))
        : settings.exchanges().contains(exchange);
  }

  AdapterServices services() {
    return services;
  }

  /** In the order in which they hear; changes while notifications are handled. */
  List<NotificationBean> beans() {
    return beans;
  }

  Holding<Arrival> holding() {
    return holding;
  }

  /** How long what nobody wants may wait for a bean that comes; zero: it is done with. */
  Duration grace() {
    return grace.isPassed() ? Duration.ZERO : grace.remaining().plusMillis(1);
  }

  /** Holds what a bean that is paused wants. */
  void setAside(Arrival arrival) {
    holding.holdOrShare(arrival, countsDeliveries, credit());
  }

  /** Hears for one bean more. Returns at once. */
  void add(NotificationBean bean) {
    beans.add(bean);
    limitConcurrency();
    holding.lookAgain(); // what came before its bean
    services.works().execute(this::adjust); // after an attachment that has begun without it
  }

  @Override
  public void start(LinkKeeper of) {
    keeper = of;
    of.add(this);
  }

  @Override
  public void remove(Server.ServedBean bean, Deadline deadline) {
    beans.remove((NotificationBean) bean);
    limitConcurrency();
    limitBatches();
    subscription.adjust(deadline);
    adjusted();
  }

  /** Each thread is with one endpoint at a time, so none has more than the smallest limit. */
  private void limitConcurrency() {
    dispatcher.limit(beans.stream().mapToInt(bean -> bean.lane().places()).min().orElse(0));
  }

  @Override
  public String describe() {
    return settings.describe();
  }

  @Override
  public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
    for (Arrival arrival : collector.takeAll()) {
      if (arrival.delivery().canBeSettled()) { // what came on the last link comes again
        collector.add(arrival);
      }
    }
    subscription.attach(link, deadline);
  }

  @Override
  public void check(BrokerLink link, Deadline deadline) throws BrokerException {
    subscription.check(link, deadline);
  }

  /**
   * Consumes from what the beans of this moment name and take; for an attempt of the only one, one.
   * Waits for the broker.
   */
  void adjust() {
    limitBatches();
    subscription.adjust();
    adjusted();
  }

  private void limitBatches() {
    collector.limit(Math.min(settings.batchInForce(), credit()));
  }

  private void adjusted() {
    if (taking().isEmpty() && !countsDeliveries) {
      giveBackWhatWaits();
    } else {
      holding.lookAgain();
    }
  }

  private List<NotificationBean> taking() {
    return beans.stream()
        .filter(bean -> bean.lane().breaker().state() != CircuitBreaker.State.OPEN)
        .toList();
  }

  @Override
  public int credit() {
    boolean takes =
        beans.stream()
            .anyMatch(bean -> bean.lane().breaker().state() == CircuitBreaker.State.CLOSED);
    if (!takes) {
      return 1;
    }
    int places = beans.stream().mapToInt(bean -> bean.lane().places()).min().orElse(1);
    return countsDeliveries
        ? Math.min(settings.prefetchInForce(), Math.max(places, 2 * settings.batchInForce()))
        : settings.prefetchInForce();
  }

  private Map<Queue, Set<Binding>> bindingsOf(List<NotificationBean> some) {
    Map<Queue, Set<Binding>> bindings = new LinkedHashMap<>();
    for (NotificationBean bean : some) {
      for (NotificationServerSettings.Source source : bean.sources()) {
        for (NotificationPriority priority : bean.priorities()) {
          add(bindings, source.exchange(), source.topic(), priority.wireName());
        }
      }
    }
    return bindings;
  }

  @Override
  public List<Subscription.Wanted> queues() {
    Map<Queue, Set<Binding>> bindings = bindingsOf(taking());
    List<Subscription.Wanted> wanted = new ArrayList<>();
    bindings.forEach(
        (queue, ofIt) ->
            wanted.add(
                new Subscription.Wanted(
                    queue.name(),
                    queue,
                    null,
                    exchangesOf(ofIt),
                    ofIt,
                    positionIn(queue.name()),
                    new Sink(queue.name()))));
    if (bindings.keySet().stream()
        .anyMatch(queue -> "quorum".equals(queue.arguments().get("x-queue-type")))) {
      countsDeliveries = true;
    }
    return wanted;
  }

  private List<Exchange> exchangesOf(Set<Binding> bindings) {
    return bindings.stream()
        .map(Binding::exchange)
        .distinct()
        .map(topology::controlExchange)
        .toList();
  }

  /** Without a pool, topics of the same name share a queue, whatever their exchange: as in oslo. */
  private void add(
      Map<Queue, Set<Binding>> bindings, String exchange, String topic, String priority) {
    String pool = settings.pool();
    Queue queue =
        pool == null ? topology.notificationQueue(topic, priority) : topology.poolQueue(pool);
    Binding binding =
        pool == null
            ? topology.notificationBinding(exchange, topic, priority)
            : topology.poolBinding(exchange, pool, topic, priority);
    bindings
        .computeIfAbsent(settings.queueOptions().applyTo(queue), any -> new LinkedHashSet<>())
        .add(binding);
  }

  /** Where a queue that is a stream is read, from one link to the next; null for queues proper. */
  private StreamPosition positionIn(String queue) {
    String offset = settings.streamOffset();
    return offset == null
        ? null
        : positions.computeIfAbsent(queue, any -> StreamPosition.at(offset));
  }

  /** A pool's queue has all topics in it; what came to another one's came for its topic. */
  private final class Sink implements Delivery.Sink {

    private final String queue;

    Sink(String queue) {
      this.queue = queue;
    }

    @Override
    public void deliver(Delivery delivery) {
      String topicAndPriority = settings.pool() == null ? queue : delivery.routingKey();
      int dot = topicAndPriority.lastIndexOf('.');
      if (delivery.earlierDeliveries() > 0) {
        countsDeliveries = true;
      }
      collector.add(
          new Arrival(
              delivery,
              queue,
              dot < 0 ? topicAndPriority : topicAndPriority.substring(0, dot),
              delivery.isRedelivered()));
    }

    @Override
    public void cancelled(String name) {
      // the subscription sees to it
    }
  }

  /** What went on as another Work has ended, and with it the thread that delivered. */
  void finished() {
    beans.forEach(NotificationBean::threadLeaves);
    dispatcher.finished();
  }

  private final class Handling implements Dispatcher.Handler<List<Arrival>> {

    @Override
    public boolean handle(List<Arrival> batch, boolean more) {
      return handler.handle(batch);
    }

    @Override
    public void leaves() {
      beans.forEach(NotificationBean::threadLeaves);
    }
  }

  @Override
  public void stopConsuming(Deadline deadline) {
    if (countsDeliveries && !taking().isEmpty()) {
      // to give back costs a delivery each: what was fetched is worked off
      subscription.stop(deadline);
      dispatcher.awaitWorkedOff(deadline);
      dispatcher.stop();
    } else {
      dispatcher.stop(); // first: what arrives while the consumers are cancelled goes back as well
      subscription.stop(deadline);
    }
    giveBackWhatWaits();
  }

  /** Once nothing is consumed: it cannot come here again. */
  private void giveBackWhatWaits() {
    List<Arrival> waiting = new ArrayList<>(collector.takeAll());
    dispatcher.takeAll().forEach(waiting::addAll);
    waiting.addAll(holding.takeAll());
    waiting.forEach(arrival -> arrival.delivery().giveBack());
  }

  /** What was not dispatched, or waits to be requeued, goes back to the broker. */
  @Override
  public void close(Deadline deadline) {
    dispatcher.awaitIdle(deadline); // a bean that has returned is not all: its acknowledgement
    subscription.close(deadline);
  }
}
