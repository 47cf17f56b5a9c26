package org.rarebit.ra.inbound;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LinkKeeper;

/**
 * Hears the notifications of one exchange, or one pool of it, for the activations that share it, as
 * the endpoints of one oslo.messaging listener do: each sees every notification of its topics that
 * it wants, in the order of activation, and the first one that does not take it ends the round.
 * Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging notify/listener.py,
 *     NotificationServer; notify/dispatcher.py, NotificationDispatcher.dispatch</a>
 */
final class NotificationServer implements SharedServer<NotificationActivation> {

  private final NotificationServerKey key;
  private final int prefetch;
  private final Duration acknowledgementDelay;
  private final int batchSize;
  private final InboundServices services;
  private final LinkKeeper supervisor;
  private final NotificationQueues queues;
  private final SetAside setAside;
  private final ServerCounters counters = new ServerCounters();
  private final BatchCollector<Arrival> collector;
  private final NotificationHandler handler;
  private final Dispatcher<List<Arrival>> dispatcher;
  private final List<NotificationActivation> activations = new CopyOnWriteArrayList<>();
  private final CurrentConsumers<NotificationConsumers> consumers;

  NotificationServer(
      NotificationServerKey key,
      NotificationActivationSpec first,
      InboundServices services,
      LinkKeeper supervisor) {
    this.key = key;
    this.batchSize = key.batched() ? first.values().batchSize() : 1;
    this.prefetch = prefetchFor(first.values().prefetch(), batchSize);
    this.acknowledgementDelay = Duration.ofMillis(first.values().acknowledgementDelayMillis());
    this.services = services;
    this.queues = new NotificationQueues(key, first, services);
    this.supervisor = supervisor;
    this.consumers = new CurrentConsumers<>(this, supervisor);
    this.setAside =
        new SetAside(
            this::credit, services, () -> consumers.change(now -> now.renew(taking(), credit())));
    this.handler = handler(first);
    this.dispatcher = new Dispatcher<>(services.works(), new Handling());
    this.collector =
        new BatchCollector<>(
            batchSize,
            Duration.ofMillis(first.values().batchTimeoutMillis()),
            services.scheduler(),
            dispatcher::offer);
  }

  private NotificationHandler handler(NotificationActivationSpec first) {
    NotificationProgress progress = new NotificationProgress(first.values().duplicateWindow());
    Requeues requeues =
        new Requeues(
            key.describe(),
            Duration.ofMillis(first.values().requeueDelayMillis()),
            services,
            this::collect);
    DeadLetters deadLetters = new DeadLetters(key.describe(), key.broker(), services);
    return new NotificationHandler(
        key,
        services.adapter().limits(),
        activations,
        progress,
        requeues,
        new NotificationSettlement(key.describe(), progress, requeues, deadLetters, counters),
        setAside,
        counters,
        services.works(),
        this::finished);
  }

  /** One batch can fill while another one is handled. */
  private static int prefetchFor(int configured, int batchSize) {
    return batchSize == 1 ? configured : Math.max(configured, 2 * batchSize);
  }

  @Override
  public String name() {
    return key.describe();
  }

  @Override
  public ServerCounters counters() {
    return counters;
  }

  @Override
  public boolean isAttached() {
    return consumers.current() != null;
  }

  InboundServices services() {
    return services;
  }

  @Override
  public void add(NotificationActivation activation) {
    activations.add(activation);
    limitConcurrency();
    services.works().execute(this::adjust); // after an attachment that has begun without it
  }

  @Override
  public void remove(NotificationActivation activation) {
    activations.remove(activation);
    limitConcurrency();
    adjust();
  }

  /** Each thread is with one endpoint at a time, so none has more than the smallest limit. */
  private void limitConcurrency() {
    dispatcher.limit(
        activations.stream().mapToInt(NotificationActivation::maxConcurrency).min().orElse(0));
  }

  @Override
  public String describe() {
    return key.describe();
  }

  @Override
  public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
    consumers.begin(
        link,
        channel -> {
          channel.gatherAcknowledgements(services.scheduler(), acknowledgementDelay);
          collector.takeAll(); // what came on the last channel comes again
          NotificationConsumers fresh =
              new NotificationConsumers(
                  key,
                  queues,
                  channel,
                  this::taken,
                  consumers::cancelled,
                  () -> supervisor.attachAgain(this));
          fresh.adjustTo(taking(), credit());
          return fresh;
        });
  }

  /**
   * Consumes from what the activations of this moment name and take; for an attempt of the only
   * one, one. Waits for the broker.
   */
  void adjust() {
    collector.limit(Math.min(batchSize, credit()));
    consumers.change(now -> now.adjustTo(taking(), credit()));
    if (taking().isEmpty()) {
      giveBackWhatWaits();
    }
  }

  private List<NotificationActivation> taking() {
    return activations.stream()
        .filter(activation -> activation.breaker().state() != CircuitBreaker.State.OPEN)
        .toList();
  }

  private int credit() {
    return activations.stream()
            .anyMatch(activation -> activation.breaker().state() == CircuitBreaker.State.CLOSED)
        ? prefetch
        : 1;
  }

  /** A pool's queue has all topics in it; what came to another one's came for its topic. */
  private void taken(Delivery delivery, String queue) {
    String topicAndPriority = key.pool() == null ? queue : delivery.routingKey();
    int dot = topicAndPriority.lastIndexOf('.');
    collect(
        new Arrival(
            delivery,
            queue,
            dot < 0 ? topicAndPriority : topicAndPriority.substring(0, dot),
            delivery.isRedelivered()));
  }

  private void collect(Arrival arrival) {
    collector.add(arrival);
  }

  /** What went on as another Work has ended, and with it the thread that delivered. */
  private void finished() {
    activations.forEach(NotificationActivation::threadLeaves);
    dispatcher.finished();
  }

  private final class Handling implements Dispatcher.Handler<List<Arrival>> {

    @Override
    public boolean handle(List<Arrival> batch, boolean more) {
      return handler.handle(batch);
    }

    @Override
    public void leaves() {
      activations.forEach(NotificationActivation::threadLeaves);
    }
  }

  @Override
  public void stopConsuming() {
    dispatcher.stop(); // first: what arrives while the consumers are cancelled goes back as well
    consumers.stop();
    giveBackWhatWaits();
  }

  /** Once nothing is consumed: it cannot come here again. */
  private void giveBackWhatWaits() {
    collector.takeAll().forEach(arrival -> arrival.delivery().giveBack());
    for (List<Arrival> batch : dispatcher.takeAll()) {
      batch.forEach(arrival -> arrival.delivery().giveBack());
    }
    setAside.giveAllBack();
  }

  /** What was not dispatched, or waits to be requeued, goes back to the broker. */
  @Override
  public void close(Deadline deadline) {
    dispatcher.awaitIdle(deadline); // a bean that has returned is not all: its acknowledgement
    consumers.close();
  }
}
