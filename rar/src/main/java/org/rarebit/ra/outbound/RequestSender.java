package org.rarebit.ra.outbound;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.rarebit.api.EncodingException;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Confirm;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.broker.Publisher;
import org.rarebit.ra.wire.Exchange;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;
import org.rarebit.ra.wire.Route;
import org.rarebit.ra.wire.Topology;

/**
 * Publishes requests on one channel and waits for what has to be waited for: the reply of a call,
 * the confirm of a cast. Thread-safe.
 *
 * @see <a href="https://opendev.org/openstack/oslo.messaging">oslo_messaging
 *     _drivers/amqpdriver.py, AMQPDriverBase._send</a>
 */
final class RequestSender {

  private static final System.Logger LOG = System.getLogger(RequestSender.class.getName());

  /** RabbitMQ refuses longer ones, and closes the channel: 49 days. */
  private static final long LONGEST_EXPIRATION_MILLIS = 0xFFFF_FFFFL;

  private final Publisher channel;
  private final AdapterServices services;
  private final String controlExchange;
  private final boolean failFast;
  private final boolean confirmCasts;
  private final boolean mandatoryCasts;
  private final ReplyQueue replies;
  private final ReturnedMessages unroutable;
  private final PublishDeclarations declarations;
  private final CallChannels callChannels;
  private final AtomicInteger unanswered = new AtomicInteger(); // calls that nobody waits for

  RequestSender(Publisher channel, AdapterServices services, RpcManagedConnectionFactory factory) {
    this.channel = channel;
    this.services = services;
    this.controlExchange = factory.controlExchangeOr(services.controlExchange());
    this.failFast = factory.isFailFast();
    this.confirmCasts = factory.isConfirmCasts();
    this.mandatoryCasts = factory.getMandatoryCasts();
    this.replies = ReplyQueue.of(channel.link(), services);
    this.declarations = PublishDeclarations.of(channel.link(), services.topology());
    this.callChannels = CallChannels.of(channel.link(), replies, declarations);
    this.unroutable = new ReturnedMessages(replies);
    channel.onReturn(unroutable);
  }

  /**
   * Calls and waits for the answer.
   *
   * @throws BrokerException TIMEOUT, LOST, CHANNEL if the request could not be sent
   */
  Answer call(OutboundRequest request) throws BrokerException, EncodingException {
    boolean mayShare = confirmCasts && unanswered.get() == 0; // overtakes nothing of its connection
    try (PendingCall call = publish(request, mayShare)) {
      return answer(call);
    }
  }

  private static Answer answer(PendingCall call) {
    try {
      return Answer.of(call.await());
    } catch (BrokerException e) {
      return Answer.none(e);
    }
  }

  /**
   * Publishes a call and does not wait for its reply. Blocks for the publish only.
   *
   * @return the call, which the caller ends, or has ended at its deadline
   * @throws BrokerException TIMEOUT, LOST, CHANNEL
   */
  PendingCall start(OutboundRequest request) throws BrokerException, EncodingException {
    unanswered.incrementAndGet();
    try {
      PendingCall call = publish(request, false);
      var unused = call.outcome().whenComplete((reply, failure) -> unanswered.decrementAndGet());
      return call;
    } catch (BrokerException | EncodingException | RuntimeException e) {
      unanswered.decrementAndGet();
      throw e;
    }
  }

  private PendingCall publish(OutboundRequest request, boolean mayShare)
      throws BrokerException, EncodingException {
    Deadline deadline = request.deadline();
    ReplyQueue.Listening listening = replies.listening(deadline);
    PendingCall call = listening.calls().expect(channel, deadline, request.monitor());
    trace("call", request, call.msgId());
    try {
      byte[] body = encode(request, call.msgId(), listening.queue());
      declarations.ensure(exchange(request));
      Route route = route(request);
      Publisher via = mayShare ? callChannels.choose(route, body.length, channel) : channel;
      if (via != channel) {
        call.leaveThrough(via);
      } else if (mayShare) { // then the next one may
        call.onReply(() -> callChannels.answered(route));
      }
      via.publish(route, new OutgoingMessage(body, expiration(deadline), failFast), deadline);
      return call;
    } catch (BrokerException | EncodingException | RuntimeException e) {
      call.close();
      throw e;
    }
  }

  private static long expiration(Deadline deadline) {
    return Math.max(1, Math.min(LONGEST_EXPIRATION_MILLIS, deadline.remaining().toMillis()));
  }

  /** Where the calls end that were started and are not waited for. */
  Executor completions() {
    return replies.completions();
  }

  /** Encodes and routes a cast; nothing travels yet. */
  PreparedCast prepare(OutboundRequest request) throws EncodingException {
    OutgoingMessage message = new OutgoingMessage(encode(request, null, null), 0, mandatoryCasts);
    return new PreparedCast(
        request, request.uniqueId(), exchange(request), route(request), message, null);
  }

  /**
   * Sends a cast and waits until the broker has it, if the factory says so.
   *
   * @throws BrokerException TIMEOUT, NACKED, UNROUTABLE, LOST, CHANNEL
   */
  void send(PreparedCast cast, Deadline deadline) throws BrokerException {
    if (confirmCasts || cast.queue() != null) { // notifications always
      await(publish(cast, deadline), cast, deadline);
    } else {
      declarations.ensure(cast.exchange());
      channel.publish(cast.route(), cast.message(), deadline);
    }
  }

  /**
   * Encodes and routes a notification, each copy of it; nothing travels yet. They are mandatory:
   * the queue may be deleted after it was declared, and the broker confirms what no queue takes.
   */
  List<PreparedCast> prepare(OutboundNotification notification) throws EncodingException {
    Topology topology = services.topology();
    Exchange exchange = topology.controlExchange(controlExchange);
    String priority = notification.priority().wireName();
    List<PreparedCast> all = new ArrayList<>();
    for (OutboundNotification.Copy copy : notification.copies()) {
      String topic = copy.topic();
      byte[] body = NotificationCodec.encode(notification.message(copy), copy.version());
      all.add(
          new PreparedCast(
              notification,
              copy.uniqueId(),
              exchange,
              topology.notificationRoute(controlExchange, topic, priority),
              new OutgoingMessage(body, 0, true),
              new NotificationAddress(controlExchange, topic, priority)));
    }
    return all;
  }

  /**
   * Sends a notification to all its topics and waits until the broker has it.
   *
   * @throws BrokerException TIMEOUT, NACKED, UNROUTABLE, LOST, CHANNEL
   */
  void send(OutboundNotification notification) throws BrokerException, EncodingException {
    List<PreparedCast> copies = prepare(notification);
    List<Confirm> confirms = new ArrayList<>();
    for (PreparedCast copy : copies) {
      confirms.add(publish(copy, notification.deadline()));
    }
    for (int i = 0; i < copies.size(); i++) {
      await(confirms.get(i), copies.get(i), notification.deadline());
    }
  }

  /** Sends a cast or a notification; the confirm is waited for later. */
  Confirm publish(PreparedCast cast, Deadline deadline) throws BrokerException {
    declarations.ensure(cast);
    return channel.publishConfirmed(cast.route(), cast.message(), deadline);
  }

  /** Like {@link #publish}, but it may stay here until {@link #flush}. */
  Confirm publishHeld(PreparedCast cast, Deadline deadline) throws BrokerException {
    declarations.ensure(cast);
    return channel.publishConfirmedHeld(cast.route(), cast.message(), deadline);
  }

  /** Sends what was held. Cheap if there is nothing. */
  void flush() {
    channel.link().flush();
  }

  /**
   * Waits until the broker has taken a cast or a notification. A notification whose queue was
   * deleted meanwhile is sent once more, with its queue declared again.
   */
  void await(Confirm confirm, PreparedCast cast, Deadline deadline) throws BrokerException {
    boolean taken = isTaken(confirm, cast, deadline);
    if (!taken && cast.queue() != null) {
      declarations.forget();
      taken = isTaken(publish(cast, deadline), cast, deadline);
    }
    if (!taken) {
      throw ReturnedMessages.noRoute();
    }
  }

  /** A mandatory message that no queue takes comes back before its confirm. */
  private boolean isTaken(Confirm confirm, PreparedCast cast, Deadline deadline)
      throws BrokerException {
    boolean returned;
    try {
      confirm.await(deadline);
    } finally {
      returned = unroutable.remove(cast.uniqueId());
    }
    return !returned;
  }

  private static void trace(String what, OutboundRequest request, String msgId) {
    if (LOG.isLoggable(Level.DEBUG)) {
      LOG.log(
          Level.DEBUG,
          "{0} {1}: unique id {2}, msg_id {3}",
          what,
          request.describe(),
          request.uniqueId(),
          msgId);
    }
  }

  /** The channel is gone, and with it its managed connection: the calls of it end. */
  void channelLost(BrokerException reason) {
    declarations.forget();
    replies.failThrough(channel, reason);
  }

  private static byte[] encode(OutboundRequest request, String msgId, String replyQueue)
      throws EncodingException {
    Request<Map<String, ?>> message =
        new Request<>(
            request.method(),
            request.args(),
            request.target().namespace(),
            request.target().version(),
            msgId,
            replyQueue,
            msgId == null ? null : request.monitorSeconds(),
            request.uniqueId(),
            request.context());
    return RequestCodec.encode(message);
  }

  private Route route(OutboundRequest request) {
    return services.topology().route(request.target(), controlExchange);
  }

  private Exchange exchange(OutboundRequest request) {
    Target target = request.target();
    if (target.fanout()) {
      return services.topology().fanoutExchange(target.topic());
    }
    return services
        .topology()
        .controlExchange(target.exchange() == null ? controlExchange : target.exchange());
  }
}
