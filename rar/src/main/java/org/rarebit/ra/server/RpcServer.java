package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rarebit.api.Target;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.api.spi.Versions;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerLink;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.Delivery;
import org.rarebit.ra.broker.FailureLog;
import org.rarebit.ra.broker.LinkKeeper;
import org.rarebit.ra.broker.LogLimiter;
import org.rarebit.ra.broker.LogText;
import org.rarebit.ra.broker.Names;
import org.rarebit.ra.broker.StreamPosition;
import org.rarebit.ra.wire.Binding;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.Queue;
import org.rarebit.ra.wire.RemoteFailure;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;
import org.rarebit.ra.wire.Topology;

/**
 * The server of one target: listens on its three queues, and picks among the beans that share it,
 * as the endpoints of one oslo.messaging server do. Thread-safe.
 *
 * <p>A request comes on the reader thread, waits for a thread of the {@link Dispatcher}, is read
 * and routed there, and goes through its bean's {@link Lane}; or it is held, because its bean is
 * not there yet, has just gone, or is paused.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging rpc/server.py,
 *     RPCServer; rpc/dispatcher.py, RPCDispatcher.dispatch</a>
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPDriverBase.listen</a>
 */
final class RpcServer implements Server, Delivery.Sink, Subscription.Demand {

  private static final System.Logger LOG = System.getLogger(RpcServer.class.getName());

  /** oslo_messaging rpc/server.py, PingEndpoint. */
  private static final String PING = "oslo_rpc_server_ping";

  /** As long as a redeployment may take. */
  private static final Duration DEPARTURE = Duration.ofSeconds(30);

  private static final int LINES_A_MINUTE = 60;

  private static final RemoteFailure HAS_RUN =
      RemoteFailure.named(
          new RemoteFailure.ErrorName("RuntimeError", "builtins"),
          "A request with this unique id has come here before and does not run again. Its answer is"
              + " not kept any more, or nobody waited for one, or it had another method, other"
              + " arguments or another request context.");

  /**
   * What a bean served that has left while others stay. For a while requests for it are not
   * refused: another server of the topic may serve them, or the next deployment. Names only, no
   * class of an application.
   */
  private record Departed(String namespace, String version, String name, Deadline until) {}

  private final RpcServerSettings settings;
  private final AdapterServices services;
  private final LogLimiter limited = new LogLimiter(LOG, LINES_A_MINUTE);
  private final FailureLog faults = new FailureLog(LOG);
  private final RequestLedger ledger;
  private final Server.Counters counters = new Server.Counters();
  private final ReplyOutboxes.Lease outbox;
  private final ReplyOutbox.Sender replies;
  private final Dispatcher<Delivery> dispatcher;
  private final List<RpcBean> beans = new CopyOnWriteArrayList<>();
  private final List<Departed> departed = new ArrayList<>(); // guarded by it
  private final Holding<Delivery> holding;
  private final Subscription subscription;
  private final StreamPosition fanoutPosition = new StreamPosition();
  private final Deadline grace; // of its first bean
  private volatile boolean countsDeliveries; // the broker does, and has a limit perhaps
  private volatile LinkKeeper keeper; // null before the start

  RpcServer(RpcServerSettings settings, AdapterServices services, ReplyOutboxes.Lease outbox) {
    this.settings = settings;
    this.services = services;
    this.grace = Deadline.after(settings.startupGrace());
    this.ledger = new RequestLedger(settings.duplicateWindow(), this::tellThatItHasRun);
    this.outbox = outbox;
    this.replies = outbox.outbox().sender();
    this.dispatcher = new Dispatcher<>(services.works(), new Handling());
    this.subscription =
        new Subscription(
            describe(),
            services,
            // a request that comes again must be known, if its acknowledgement may be lost
            settings.duplicateWindow() == 0 ? Duration.ZERO : settings.acknowledgementDelay(),
            this,
            () -> keeper.attachAgain(this));
    this.holding = new Holding<>(services, one -> one, dispatcher::offer, subscription::renew);
    this.countsDeliveries =
        isQuorum(services.topology().topicQueue(settings.topic()))
            || isQuorum(services.topology().serverQueue(settings.topic(), settings.server()));
  }

  private static boolean isQuorum(Queue queue) {
    return "quorum".equals(queue.arguments().get("x-queue-type"));
  }

  @Override
  public String name() {
    return settings.describe();
  }

  AdapterServices services() {
    return services;
  }

  ReplyOutbox.Sender sender() {
    return replies;
  }

  @Override
  public ReplyOutbox replies() {
    return replies.outbox();
  }

  @Override
  public Server.Counters counters() {
    return counters;
  }

  @Override
  public int remembered() {
    return ledger.remembered();
  }

  @Override
  public int setAside() {
    return holding.count();
  }

  @Override
  public Set<String> queueNames() {
    Topology topology = services.topology();
    return Set.of(
        topology.topicQueue(settings.topic()).name(),
        topology.serverQueue(settings.topic(), settings.server()).name());
  }

  @Override
  public boolean isAttached() {
    return subscription.isWhole();
  }

  /**
   * Serves one bean more. Returns at once.
   *
   * @throws IllegalArgumentException if another one has a method of its
   */
  void add(RpcBean bean) {
    Offer.refuseShared(name(), bean, beans);
    beans.add(bean);
    limitConcurrency();
    holding.lookAgain(); // what came before its bean
    if (subscription.hasBegun()) { // else it begins with this one, and a thousand need no Work each
      services.works().execute(this::adjust); // the others may be paused
    }
  }

  @Override
  public void start(LinkKeeper of) {
    keeper = of;
    of.add(this);
  }

  @Override
  public void remove(Server.ServedBean bean, Deadline deadline) {
    RpcBean gone = (RpcBean) bean;
    Deadline until = Deadline.after(DEPARTURE);
    synchronized (departed) { // first: a request finds it here or there
      for (RpcOperation operation : gone.operations()) {
        departed.add(
            new Departed(operation.namespace(), operation.version(), operation.name(), until));
      }
    }
    beans.remove(gone);
    limitConcurrency();
    subscription.adjust(deadline); // the others may be paused
    adjusted();
  }

  private void limitConcurrency() {
    dispatcher.limit(beans.stream().mapToInt(bean -> bean.lane().places()).sum());
  }

  @Override
  public String describe() {
    return "server " + settings.describe();
  }

  @Override
  public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
    replies.outbox().open();
    subscription.attach(link, deadline);
  }

  @Override
  public void check(BrokerLink link, Deadline deadline) throws BrokerException {
    subscription.check(link, deadline);
  }

  /** Of its topic, of its own name, and of fanouts; none while all beans are paused. */
  @Override
  public List<Subscription.Wanted> queues() {
    if (credit() == 0) {
      return List.of();
    }
    Topology topology = services.topology();
    String topic = settings.topic();
    Exchange exchange = topology.controlExchange(settings.exchange());
    return List.of(
        new Subscription.Wanted(
            "fanout",
            null,
            new Subscription.Wanted.Own() {
              @Override
              public Queue named(String id) {
                return topology.fanoutQueue(topic, id);
              }

              @Override
              public Binding binding(String id) {
                return topology.fanoutBinding(topic, id);
              }
            },
            List.of(topology.fanoutExchange(topic)),
            Set.of(),
            fanoutPosition,
            this),
        new Subscription.Wanted(
            "topic",
            topology.topicQueue(topic),
            null,
            List.of(exchange),
            Set.of(topology.topicBinding(settings.exchange(), topic)),
            null,
            this),
        new Subscription.Wanted(
            "server",
            topology.serverQueue(topic, settings.server()),
            null,
            List.of(exchange),
            Set.of(topology.serverBinding(settings.exchange(), topic, settings.server())),
            null,
            this));
  }

  /**
   * What each queue may have here: while all beans are paused, nothing; for an attempt, one;
   * otherwise as much as ever, or, where each delivery counts, no more than can be begun soon.
   */
  @Override
  public int credit() {
    boolean attempts = false;
    int places = 0;
    for (RpcBean bean : beans) {
      switch (bean.lane().breaker().state()) {
        case CLOSED -> places += bean.lane().places();
        case HALF_OPEN -> attempts = true;
        case OPEN -> {
          // takes nothing
        }
      }
    }
    if (places > 0) {
      return countsDeliveries ? Math.min(settings.prefetch(), places) : settings.prefetch();
    }
    return attempts ? 1 : 0;
  }

  /** Consumes what the beans take at this moment. Waits for the broker. */
  void adjust() {
    subscription.adjust();
    adjusted();
  }

  private void adjusted() {
    if (credit() == 0 && !countsDeliveries) {
      giveBackWhatWaits();
    } else {
      holding.lookAgain();
    }
  }

  @Override
  public void cancelled(String queue) {
    // the subscription sees to it
  }

  @Override
  public void deliver(Delivery delivery) {
    dispatcher.offer(delivery);
  }

  /** On threads of the container. */
  private final class Handling implements Dispatcher.Handler<Delivery> {

    /** The beans bound what goes on on others. */
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
      beans.forEach(RpcBean::threadLeaves);
    }
  }

  private void decodeAndRoute(Delivery delivery, boolean more) {
    try {
      if (delivery.earlierDeliveries() > 0) {
        countsDeliveries = true;
      }
      if (delivery.unreadableReason() != null) {
        reject(delivery, "unreadable", delivery.unreadableReason());
        return;
      }
      Request<JsonNode> request = RequestCodec.decode(delivery.body(), services.limits());
      if (LOG.isLoggable(Level.DEBUG)) {
        LOG.log(Level.DEBUG, "server {0}: request: {1}", name(), LogText.of(request));
      }
      String unanswerable = whyUnanswerable(request);
      if (unanswerable != null) {
        reject(delivery, "unanswerable", unanswerable);
      } else if (delivery.expiry() != null && delivery.expiry().isPassed()) {
        LOG.log(
            Level.DEBUG,
            "server {0}: {1} has expired: nobody waits for it",
            name(),
            LogText.of(request.method()));
        counters.expired.increment();
        delivery.ack();
      } else {
        route(delivery, request, more);
      }
    } catch (MalformedMessageException e) {
      reject(delivery, "unreadable", e.getMessage());
    } catch (BrokerException e) {
      LOG.log(
          Level.DEBUG,
          "server {0}: {1} is left to its next delivery: {2}",
          name(),
          delivery.describe(),
          e.getMessage());
    } catch (RuntimeException | Error e) { // ours; it must not stay unsettled all the same
      faults.log(
          Level.ERROR,
          "server " + name() + ": " + delivery.describe() + " could not be handled",
          e);
      drop(delivery);
    }
  }

  /** A reply that cannot be sent is better known before the method runs. Null if it can. */
  private static String whyUnanswerable(Request<JsonNode> request) {
    if (request.msgId() == null || request.msgId().isEmpty() || request.replyQueue() == null) {
      return null; // nobody is to be answered
    }
    String reason = Names.whyUnusable(request.replyQueue());
    return reason == null
        ? null
        : "nothing can be sent to its reply queue \""
            + LogText.of(request.replyQueue())
            + "\": "
            + reason;
  }

  private void reject(Delivery delivery, String kind, String reason) {
    limited.log(
        Level.WARNING,
        kind,
        () ->
            "server "
                + name()
                + ": "
                + delivery.describe()
                + " is rejected: "
                + LogText.of(reason)
                + " ("
                + delivery.body().bytes().length
                + " bytes)");
    counters.rejected.increment();
    drop(delivery);
  }

  private void drop(Delivery delivery) {
    try {
      delivery.reject(false);
    } catch (BrokerException | IllegalStateException e) { // gone back, or settled by what failed
      LOG.log(Level.DEBUG, "server {0}: rejecting failed: {1}", name(), e.getMessage());
    }
  }

  private void route(Delivery delivery, Request<JsonNode> request, boolean more)
      throws BrokerException {
    if (settings.pingable() && isPing(request)) {
      delivery.ack();
      replies.send(replies.result(request, "pong", null, delivery.expiry()), false);
      return;
    }
    Routing<RpcBean> routing = Routing.of(request, beans, RpcBean::operations);
    if (routing.bean() != null) {
      serve(delivery, request, routing.bean(), routing.operation(), more);
      return;
    }
    if (!grace.isPassed()) { // a bean may still come that serves it
      holding.hold(delivery, grace.remaining().plusMillis(1));
      return;
    }
    Duration wait = sinceDeparture(request);
    if (!wait.isZero()) {
      if (countsDeliveries) {
        holding.hold(delivery, wait);
      } else {
        holding.holdOrShare(delivery, false, credit());
      }
      return;
    }
    refuse(delivery, request, routing.refusal(name(), request));
  }

  /** What it serves. */
  Target target() {
    return Target.topic(settings.topic()).exchange(settings.exchange()).server(settings.server());
  }

  private void serve(
      Delivery delivery,
      Request<JsonNode> request,
      RpcBean bean,
      RpcOperation operation,
      boolean more) {
    RequestLedger.Asker asker = RequestLedger.Asker.of(request, delivery.expiry());
    RequestLedger.Entry entry = ledger.arrived(request.uniqueId(), delivery, asker);
    if (entry == null) {
      if (asker != null) { // it may wait for one that runs
        ledger.untilItLeaves(
            request.uniqueId(), asker, CallMonitor.start(request, replies, services)::close);
      }
      counters.duplicates.increment();
      LOG.log(
          Level.DEBUG,
          "server {0}: {1} came twice: it runs once",
          name(),
          ServedRequest.describe(request));
      return;
    }
    ServedRequest served =
        new ServedRequest(
            entry,
            delivery,
            request,
            operation,
            CallMonitor.start(request, replies, services),
            more && bean.answersHere());
    if (!bean.accept(served)) {
      setAside(served);
    }
  }

  /** A call that asks for what has run already, and whose answer is not kept. */
  private void tellThatItHasRun(RequestLedger.Asker caller) {
    replies.send(replies.failure(caller, HAS_RUN, null), false);
  }

  /** Its bean takes nothing now: it waits, or another server takes it. */
  void setAside(ServedRequest request) {
    request.monitor().close();
    for (Delivery delivery : request.entry().release()) {
      holding.holdOrShare(delivery, countsDeliveries, credit());
    }
  }

  /** How long what a bean served that has left may wait; zero: it is to be refused. */
  private Duration sinceDeparture(Request<JsonNode> request) {
    synchronized (departed) {
      departed.removeIf(operation -> operation.until().isPassed());
      return departed.stream()
          .filter(
              operation ->
                  operation.name().equals(request.method())
                      && Objects.equals(operation.namespace(), request.namespace())
                      && Versions.isCompatible(operation.version(), request.version()))
          .findFirst()
          .map(operation -> operation.until().remaining().plusMillis(1))
          .orElse(Duration.ZERO);
    }
  }

  private static boolean isPing(Request<JsonNode> request) {
    return PING.equals(request.method())
        && request.isCall()
        && request.namespace() == null
        && Versions.isCompatible("1.0", request.version());
  }

  private void refuse(Delivery delivery, Request<JsonNode> request, RemoteFailure failure) {
    RequestLedger.Entry entry =
        ledger.arrived(
            request.uniqueId(), delivery, RequestLedger.Asker.of(request, delivery.expiry()));
    if (entry == null || !entry.beginAcknowledged()) {
      return; // it was refused before, or comes again
    }
    counters.refused.increment();
    ReplyOutbox.Kept reply = null;
    if (request.isCall()) {
      LOG.log(Level.DEBUG, "server {0}: {1}", name(), LogText.of(failure.message()));
      reply = replies.failure(request, failure, entry, delivery.expiry());
    } else {
      // nobody else learns that it is dropped
      limited.log(
          Level.WARNING,
          "refused",
          () ->
              "server "
                  + name()
                  + ": cast (unique id "
                  + LogText.of(request.uniqueId())
                  + ") is dropped: "
                  + LogText.of(failure.message()));
    }
    boolean unused = entry.done(reply);
    if (reply != null) {
      replies.send(reply, false);
    }
  }

  @Override
  public void stopConsuming(Deadline deadline) {
    boolean works =
        beans.stream()
            .anyMatch(bean -> bean.lane().breaker().state() == CircuitBreaker.State.CLOSED);
    if (countsDeliveries && works) {
      // to give back costs a delivery each: what was fetched is worked off
      subscription.stop(deadline);
      dispatcher.awaitWorkedOff(deadline);
      beans.forEach(bean -> bean.lane().awaitWorkedOff(deadline));
      dispatcher.stop();
    } else {
      dispatcher.stop(); // first: what arrives while the consumers are cancelled goes back as well
      subscription.stop(deadline);
    }
    giveBackWhatWaits();
  }

  /** Once nothing is consumed: it cannot come here again. */
  private void giveBackWhatWaits() {
    dispatcher.takeAll().forEach(Delivery::giveBack);
    holding.takeAll().forEach(Delivery::giveBack);
  }

  @Override
  public void close(Deadline deadline) {
    subscription.close(deadline);
    replies.awaitSent(deadline);
    outbox.close();
  }
}
