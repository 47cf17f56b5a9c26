package org.rarebit.ra.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.api.spi.Versions;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.DeliverySink;
import org.rarebit.ra.broker.LinkKeeper;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.RemoteFailure;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;

/**
 * The server of one target: listens on its three queues, polls, and picks among the activations
 * that share it, as the endpoints of one oslo.messaging server do. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/server.py,
 *     RPCServer; rpc/dispatcher.py, RPCDispatcher.dispatch</a>
 */
final class RpcServer implements SharedServer<RpcActivation>, DeliverySink {

  private static final System.Logger LOG = System.getLogger(RpcServer.class.getName());

  /** oslo_messaging rpc/server.py, PingEndpoint. */
  private static final String PING = "oslo_rpc_server_ping";

  private final RpcServerKey key;
  private final int prefetch;
  private final Duration acknowledgementDelay;
  private final boolean pingable;
  private final DuplicateFilter duplicates;
  private final ServerCounters counters = new ServerCounters();
  private final InboundServices services;
  private final ReplySenders.Lease replyLease;
  private final ReplySender replies;
  private final Dispatcher<Delivery> dispatcher;
  private final RpcQueues queues;
  private final List<RpcActivation> activations = new CopyOnWriteArrayList<>();
  private final DepartedOperations departed = new DepartedOperations();
  private final SetAside setAside;
  private final CurrentConsumers<RpcConsumers> consumers;

  RpcServer(
      RpcServerKey key,
      RpcActivationSpec first,
      InboundServices services,
      LinkKeeper supervisor,
      ReplySenders.Lease replyLease) {
    this.key = key;
    this.prefetch = first.values().prefetch();
    // a request that comes again must be known, if its acknowledgement may be lost with the link
    int delayMillis =
        first.values().duplicateWindow() == 0 ? 0 : first.values().acknowledgementDelayMillis();
    this.acknowledgementDelay = Duration.ofMillis(delayMillis);
    this.pingable = first.values().pingEnabled();
    this.duplicates = new DuplicateFilter(first.values().duplicateWindow());
    this.services = services;
    this.consumers = new CurrentConsumers<>(this, supervisor);
    this.queues = new RpcQueues(key, services, () -> supervisor.attachAgain(this));
    this.replyLease = replyLease;
    this.replies = replyLease.sender();
    this.dispatcher = new Dispatcher<>(services.works(), new Handling());
    this.setAside =
        new SetAside(this::credit, services, () -> consumers.change(now -> now.renew(credit())));
  }

  @Override
  public String name() {
    return key.describe();
  }

  InboundServices services() {
    return services;
  }

  ReplySender replies() {
    return replies;
  }

  @Override
  public long lostReplies() {
    return replies().lost();
  }

  @Override
  public ServerCounters counters() {
    return counters;
  }

  @Override
  public boolean isAttached() {
    return consumers.current() != null;
  }

  DuplicateFilter duplicates() {
    return duplicates;
  }

  @Override
  public void add(RpcActivation activation) {
    Offer.warnOfShared(key.describe(), activation, activations);
    activations.add(activation);
    limitConcurrency();
    services.works().execute(this::adjust); // the others may be paused
  }

  @Override
  public void remove(RpcActivation activation) {
    departed.add(activation.operations()); // first: a request finds it here or there
    activations.remove(activation);
    limitConcurrency();
    adjust(); // the others may be paused
  }

  private void limitConcurrency() {
    dispatcher.limit(activations.stream().mapToInt(RpcActivation::maxConcurrency).sum());
  }

  @Override
  public String describe() {
    return "server " + key.describe();
  }

  @Override
  public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
    replies.open();
    consumers.begin(
        link,
        channel -> {
          channel.gatherAcknowledgements(services.scheduler(), acknowledgementDelay);
          queues.declare(link, channel);
          RpcConsumers fresh = new RpcConsumers(channel, queues, this);
          fresh.adjustTo(credit());
          return fresh;
        });
  }

  /**
   * Consumes what the activations take at this moment: while all of them are paused, nothing; for
   * an attempt, one; otherwise as much as ever. Waits for the broker.
   */
  void adjust() {
    consumers.change(now -> now.adjustTo(credit()));
    if (credit() == 0) {
      giveBackWhatWaits();
    }
  }

  private int credit() {
    boolean attempts = false;
    for (RpcActivation activation : activations) {
      switch (activation.breaker().state()) {
        case CLOSED -> {
          return prefetch;
        }
        case HALF_OPEN -> attempts = true;
        case OPEN -> {
          // takes nothing
        }
      }
    }
    return attempts ? 1 : 0;
  }

  @Override
  public void cancelled(String queue) {
    consumers.cancelled(queue);
  }

  @Override
  public void deliver(Delivery delivery) {
    dispatcher.offer(delivery);
  }

  /** On threads of the container. */
  private final class Handling implements Dispatcher.Handler<Delivery> {

    /** The activations bound what goes on on others. */
    @Override
    public boolean handle(Delivery delivery, boolean more) {
      decodeAndRoute(delivery, more);
      return true;
    }

    @Override
    public void rests() {
      replies.flush();
    }

    @Override
    public void leaves() {
      activations.forEach(RpcActivation::threadLeaves);
    }
  }

  private void decodeAndRoute(Delivery delivery, boolean more) {
    try {
      Request<JsonNode> request = RequestCodec.decode(delivery.body(), services.adapter().limits());
      if (LOG.isLoggable(Level.DEBUG)) {
        LOG.log(Level.DEBUG, "server {0}: request: {1}", key.describe(), request);
      }
      if (delivery.expiry() != null && delivery.expiry().isPassed()) {
        LOG.log(
            Level.DEBUG,
            "server {0}: {1} has expired: nobody waits for it",
            key.describe(),
            request.method());
        counters.expired.increment();
        delivery.ack();
        return;
      }
      route(delivery, request, more);
    } catch (MalformedMessageException e) {
      reject(delivery, e);
    } catch (BrokerException e) {
      LOG.log(
          Level.DEBUG,
          "server {0}: {1} is left to its next delivery: {2}",
          key.describe(),
          delivery.describe(),
          e.getMessage());
    } catch (RuntimeException | Error e) { // ours; it must not stay unsettled all the same
      LOG.log(
          Level.ERROR,
          "server " + key.describe() + ": " + delivery.describe() + " could not be handled",
          e);
      drop(delivery);
    }
  }

  private void reject(Delivery delivery, MalformedMessageException reason) {
    LOG.log(
        Level.WARNING,
        "server {0}: {1} is rejected: {2}",
        key.describe(),
        delivery.describe(),
        reason.getMessage());
    counters.rejected.increment();
    drop(delivery);
  }

  private void drop(Delivery delivery) {
    try {
      delivery.reject(false);
    } catch (BrokerException | IllegalStateException e) { // gone back, or settled by what failed
      LOG.log(Level.DEBUG, "server {0}: rejecting failed: {1}", key.describe(), e.getMessage());
    }
  }

  private void route(Delivery delivery, Request<JsonNode> request, boolean more)
      throws BrokerException {
    if (pingable && isPing(request)) {
      delivery.ack();
      replies.result(request, "pong");
      return;
    }
    Optional<RemoteFailure> fault = RequestCodec.fault(request);
    boolean versionServed = false;
    for (RpcActivation activation : activations) {
      for (RpcOperation operation : activation.operations()) {
        if (Objects.equals(operation.namespace(), request.namespace())
            && Versions.isCompatible(operation.version(), request.version())) {
          versionServed = true;
          if (fault.isEmpty() && operation.name().equals(request.method())) {
            CallMonitor monitor = CallMonitor.start(request, replies, services);
            if (!activation.accept(
                new ServedRequest(
                    delivery, request, operation, monitor, more && activation.answersHere()))) {
              monitor.close();
              setAside.hold(delivery);
            }
            return;
          }
        }
      }
    }
    if (departed.served(request)) {
      setAside.hold(delivery);
      return;
    }
    delivery.ack();
    if (versionServed) {
      refuse(
          request,
          fault.orElseGet(
              () -> RemoteFailure.noSuchMethod(request.method()).saying(offer(request))));
    } else {
      refuse(
          request,
          RemoteFailure.unsupportedVersion(request.version(), request.method())
              .saying(offer(request)));
    }
  }

  /** What is served instead of what was asked for. */
  private String offer(Request<JsonNode> request) {
    return Offer.of(
        key.describe(),
        request,
        activations.stream().flatMap(one -> one.operations().stream()).toList());
  }

  private static boolean isPing(Request<JsonNode> request) {
    return PING.equals(request.method())
        && request.isCall()
        && request.namespace() == null
        && Versions.isCompatible("1.0", request.version());
  }

  private void refuse(Request<JsonNode> request, RemoteFailure failure) {
    if (request.isCall()) {
      LOG.log(Level.DEBUG, "server {0}: {1}", key.describe(), failure.message());
      counters.refused.increment();
      replies.failure(request, failure);
    } else {
      // nobody else learns that it is dropped
      LOG.log(
          Level.WARNING,
          "server {0}: cast (unique id {1}) is dropped: {2}",
          key.describe(),
          request.uniqueId(),
          failure.message());
      counters.refused.increment();
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
    dispatcher.takeAll().forEach(Delivery::giveBack);
    setAside.giveAllBack();
  }

  @Override
  public void close(Deadline deadline) {
    RpcConsumers last = consumers.current();
    if (last != null && !deadline.isPassed()) {
      queues.deleteFanoutQueue(last.channel());
    }
    consumers.close();
    queues.close();
    replies.awaitSent(deadline);
    replyLease.close();
  }
}
