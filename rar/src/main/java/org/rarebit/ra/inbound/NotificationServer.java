package org.rarebit.ra.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.LinkSupervisor;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.NotificationMessage;

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

  private static final System.Logger LOG = System.getLogger(NotificationServer.class.getName());

  private final NotificationServerKey key;
  private final int prefetch;
  private final InboundServices services;
  private final NotificationProgress progress;
  private final Requeues requeues;
  private final SetAside setAside;
  private final ServerCounters counters = new ServerCounters();
  private final Dispatcher<NotificationRound> dispatcher;
  private final List<NotificationActivation> activations = new CopyOnWriteArrayList<>();

  private final CurrentConsumers<NotificationConsumers> consumers;

  NotificationServer(
      NotificationServerKey key,
      NotificationActivationSpec first,
      InboundServices services,
      LinkSupervisor supervisor) {
    this.key = key;
    this.prefetch = first.getPrefetch();
    this.services = services;
    this.consumers = new CurrentConsumers<>(this, supervisor);
    this.progress = new NotificationProgress(first.getDuplicateWindow());
    this.requeues =
        new Requeues(key.describe(), Duration.ofMillis(first.getRequeueDelayMillis()), services);
    this.dispatcher = new Dispatcher<>(services.works(), this::handle);
    this.setAside =
        new SetAside(
            prefetch, services, () -> consumers.change(now -> now.renew(taking(), credit())));
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
  public void attach(BrokerLink link) throws BrokerException {
    consumers.begin(
        link,
        channel -> {
          NotificationConsumers fresh =
              new NotificationConsumers(
                  key, services.adapter().topology(), channel, this::taken, consumers::cancelled);
          fresh.adjustTo(taking(), credit());
          return fresh;
        });
  }

  /**
   * Consumes from what the activations of this moment name and take; for an attempt of the only
   * one, one. Waits for the broker.
   */
  void adjust() {
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
    dispatcher.offer(
        new NotificationRound(
            delivery, dot < 0 ? topicAndPriority : topicAndPriority.substring(0, dot)));
  }

  /** On a thread of the container. False if it goes on as a Work of its caller's. */
  private boolean handle(NotificationRound round) {
    try {
      return begin(
          round, NotificationCodec.decode(round.delivery().body(), services.adapter().limits()));
    } catch (MalformedMessageException e) {
      reject(round.delivery(), e);
    } catch (BrokerException e) {
      logComesAgain(round, e);
    } catch (RuntimeException e) {
      abandon(round, e);
    }
    return true;
  }

  private void logComesAgain(NotificationRound round, BrokerException reason) {
    LOG.log(
        Level.DEBUG,
        "{0}: {1} will come again: {2}",
        key.describe(),
        round.delivery().describe(),
        reason.getMessage());
  }

  private void abandon(NotificationRound round, RuntimeException failure) {
    round.end();
    if (round.notification() != null) {
      progress.end(round.notification().message().uniqueId(), false);
    }
    LOG.log(
        Level.ERROR,
        key.describe() + ": " + round.delivery().describe() + " could not be handled",
        failure);
  }

  private void reject(Delivery delivery, MalformedMessageException reason) {
    counters.rejected.increment();
    LOG.log(
        Level.WARNING,
        "{0}: {1} is rejected: {2}",
        key.describe(),
        delivery.describe(),
        reason.getMessage());
    try {
      delivery.reject(false);
    } catch (BrokerException e) {
      LOG.log(Level.DEBUG, "{0}: rejecting failed: {1}", key.describe(), e.getMessage());
    }
  }

  private boolean begin(NotificationRound round, NotificationMessage<JsonNode> message)
      throws BrokerException {
    Delivery delivery = round.delivery();
    switch (progress.begin(message.uniqueId())) {
      case DONE -> {
        counters.duplicates.increment();
        LOG.log(Level.DEBUG, "{0}: {1} came twice: dropped", key.describe(), message);
        delivery.ack();
        return true;
      }
      case RUNNING -> {
        requeues.later(delivery); // it may still fail
        return true;
      }
      case NEW -> {
        Optional<NotificationPriority> priority = NotificationPriority.of(message.priority());
        boolean begun =
            round.begin(
                new ReceivedNotification(message, priority.orElse(null), delivery.isRedelivered()),
                activations);
        if (!begun) {
          end(round, Verdict.SET_ASIDE);
          return true;
        }
        if (priority.isPresent()) {
          return goOn(round);
        }
        LOG.log(Level.DEBUG, "{0}: {1} has an unknown priority: dropped", key.describe(), message);
        end(round, Verdict.ACKNOWLEDGE);
        return true;
      }
    }
    throw new AssertionError();
  }

  /** False if it goes on as a Work of its caller's. */
  private boolean goOn(NotificationRound round) {
    Verdict verdict = Verdict.ACKNOWLEDGE;
    while (verdict == Verdict.ACKNOWLEDGE) {
      NotificationRound.Turn next = round.next();
      if (next == null) {
        break;
      }
      if (next.activation().inflow() != null) {
        deliverAsCaller(round, next);
        return false;
      }
      verdict = next.activation().deliver(round.notification(), next.ticket());
    }
    end(round, verdict);
    return true;
  }

  private void deliverAsCaller(NotificationRound round, NotificationRound.Turn turn) {
    NotificationActivation activation = turn.activation();
    ReceivedNotification notification = round.notification();
    activation
        .inflow()
        .run(
            notification.context(),
            () -> seen(round, () -> activation.deliver(notification, turn.ticket())),
            () ->
                seen(
                    round,
                    () -> {
                      turn.ticket().undecided();
                      return activation.refuseCaller(notification);
                    }));
  }

  /** On a Work's thread: the next bean may be none of the caller's, so it is another Work. */
  private void seen(NotificationRound round, Supplier<Verdict> delivery) {
    try {
      Verdict verdict = delivery.get();
      if (verdict == Verdict.ACKNOWLEDGE && round.hasMore()) {
        services.works().execute(() -> resume(round));
        return;
      }
      end(round, verdict);
    } catch (RuntimeException e) {
      abandon(round, e);
    }
    dispatcher.finished();
  }

  private void resume(NotificationRound round) {
    boolean ended = true;
    try {
      ended = goOn(round);
    } catch (RuntimeException e) {
      abandon(round, e);
    }
    if (ended) {
      dispatcher.finished();
    }
  }

  private void end(NotificationRound round, Verdict last) {
    // a pool may be bound to more than we want; from any other queue it came for one who has left
    boolean mine =
        round.isAddressed() || key.pool() != null || round.notification().priority() == null;
    Verdict verdict = last == Verdict.ACKNOWLEDGE && !mine ? Verdict.GIVE_BACK : last;
    round.end();
    String uniqueId = round.notification().message().uniqueId();
    // before it is settled: if that fails, the next delivery is known to have run
    progress.end(uniqueId, verdict == Verdict.ACKNOWLEDGE || verdict == Verdict.REJECT);
    try {
      settle(round.delivery(), uniqueId, verdict);
    } catch (BrokerException e) {
      logComesAgain(round, e);
    }
  }

  private void settle(Delivery delivery, String uniqueId, Verdict verdict) throws BrokerException {
    switch (verdict) {
      case ACKNOWLEDGE -> {
        requeues.forget(uniqueId);
        delivery.ack();
      }
      case REJECT -> delivery.reject(false);
      case REQUEUE -> requeues.requeue(delivery, uniqueId);
      case GIVE_BACK -> delivery.giveBack();
      case SET_ASIDE -> setAside.hold(delivery);
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
    dispatcher.takeAll().forEach(round -> round.delivery().giveBack());
    setAside.giveAllBack();
  }

  /** What was not dispatched, or waits to be requeued, goes back to the broker. */
  @Override
  public void close(Deadline deadline) {
    consumers.close();
  }
}
