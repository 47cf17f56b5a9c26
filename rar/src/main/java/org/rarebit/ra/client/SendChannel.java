package org.rarebit.ra.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Confirm;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.OutgoingMessage;
import org.rarebit.ra.broker.Publisher;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;
import org.rarebit.ra.wire.Route;

/**
 * A channel to send through, with its share of a link. Thread-safe.
 *
 * <p>It is counted by those who need it: its maker, each call under way, each transaction that is
 * to send through it. So a managed connection that the pool destroys ends none of these.
 *
 * <ul>
 *   <li>The count begins with 1, for the maker. At 0 the channel is closed and the share given
 *       back, once; it never rises from 0.
 *   <li>Giving the share back may close the link, which waits for the broker: the maker does that
 *       itself, all others leave it to a thread that may wait.
 *   <li>The id of a mandatory message is kept from before its publish until its sender knows its
 *       fate, whatever that is.
 * </ul>
 */
final class SendChannel implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SendChannel.class.getName());

  private final LinkSession session;
  private final Publisher publisher;
  private final LinkPool.Lease lease; // null: it lives as long as its link
  private final AtomicInteger users = new AtomicInteger(1);
  private final Map<String, Boolean> mandatory = new ConcurrentHashMap<>(); // true: came back
  private volatile BrokerException loss; // null while it works

  private SendChannel(LinkSession session, Publisher publisher, LinkPool.Lease lease) {
    this.session = session;
    this.publisher = publisher;
    this.lease = lease;
    publisher.onReturn(this::returned);
    publisher.onLoss(this::lost);
  }

  /** Opens one with a share of a link of its own. Blocks until the deadline at most. */
  static SendChannel open(AdapterServices services, BrokerSettings where, Deadline deadline)
      throws BrokerException {
    LinkPool.Lease lease = services.links().lease(where, deadline);
    try {
      Publisher publisher = lease.link().openPublisher(deadline);
      return new SendChannel(LinkSession.of(lease.link(), services), publisher, lease);
    } catch (BrokerException | RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /** Opens one that lives as long as the link does. Blocks until the deadline at most. */
  static SendChannel ofLink(LinkSession session, Deadline deadline) throws BrokerException {
    return new SendChannel(session, session.link().openPublisher(deadline), null);
  }

  LinkSession session() {
    return session;
  }

  /** One user more; false if it is closed for good. */
  boolean retain() {
    int now = users.get();
    while (now > 0 && !users.compareAndSet(now, now + 1)) {
      now = users.get();
    }
    return now > 0;
  }

  /** A user leaves, on whatever thread. */
  void release() {
    if (users.decrementAndGet() == 0) {
      session.works().execute(this::end);
    }
  }

  /** Its maker leaves; may wait for the broker if the link is not needed any more. */
  @Override
  public void close() {
    if (users.decrementAndGet() == 0) {
      end();
    }
  }

  private void end() {
    publisher.close();
    if (lease != null) {
      lease.close();
    }
  }

  /** One on which the broker refuses everything is as good as lost. */
  boolean isOpen() {
    return loss == null && publisher.isOpen() && !publisher.isUseless();
  }

  /** Why it cannot be used; null while it can. */
  BrokerException loss() {
    BrokerException known = loss;
    if (known != null && known.kind() == Kind.CLOSED && users.get() <= 0) {
      return closed();
    }
    if (known != null) {
      return known.forAnother();
    }
    if (publisher.isOpen() && publisher.isUseless()) {
      return new BrokerException(
          Kind.CHANNEL,
          "The broker has refused every message on a channel of "
              + session.link()
              + " for some seconds; another one is tried.");
    }
    return publisher.isOpen() // it is known to be gone before its listeners are told why
        ? null
        : new BrokerException(Kind.LOST, "The connection to " + session.link() + " is lost.");
  }

  static BrokerException closed() {
    return new BrokerException(Kind.CLOSED, "This managed connection was destroyed.");
  }

  /** The listener is called on a thread that must not be blocked; at once if it has ended. */
  void onLoss(Consumer<BrokerException> listener) {
    publisher.onLoss(listener);
  }

  private void lost(BrokerException reason) {
    loss = reason;
    session.lost(this, reason);
  }

  /**
   * Publishes a call, which learns what the broker says of it.
   *
   * @return false if the call has ended meanwhile: nothing was sent
   */
  boolean publish(Route route, OutgoingMessage message, Deadline deadline, PendingCall call)
      throws BrokerException {
    boolean isWanted = call.leaveThrough(this, true);
    if (isWanted) {
      publisher.publishConfirmed(route, message, deadline, call);
    }
    return isWanted;
  }

  /** Publishes a call, of which the broker says nothing unless no queue takes it. */
  void publishUnconfirmed(Route route, OutgoingMessage message, Deadline deadline, PendingCall call)
      throws BrokerException {
    if (call.leaveThrough(this, false)) {
      publisher.publish(route, message, deadline);
      call.hasLeft();
    } // else its caller learns why
  }

  /** Publishes a cast and asks nobody whether it arrived. */
  void publishUnconfirmed(Prepared cast, Deadline deadline) throws BrokerException {
    session.ensure(cast, deadline);
    publisher.publish(cast.route(), cast.message(), deadline);
  }

  /**
   * Publishes a cast or a notification; the caller sees to it that {@link Sent#await} is called.
   */
  Sent publish(Prepared cast, Deadline deadline) throws BrokerException {
    return publish(cast, deadline, false);
  }

  /** Like {@link #publish}, but it may stay here until {@link #flush}. */
  Sent publishHeld(Prepared cast, Deadline deadline) throws BrokerException {
    return publish(cast, deadline, true);
  }

  private Sent publish(Prepared cast, Deadline deadline, boolean held) throws BrokerException {
    session.ensure(cast, deadline);
    boolean isMandatory = cast.message().mandatory();
    if (isMandatory) {
      mandatory.put(cast.uniqueId(), false);
    }
    boolean sent = false;
    try {
      Confirm confirm =
          held
              ? publisher.publishConfirmedHeld(cast.route(), cast.message(), deadline)
              : publisher.publishConfirmed(cast.route(), cast.message(), deadline);
      sent = true;
      return new Sent(cast, confirm);
    } finally {
      if (!sent && isMandatory) {
        mandatory.remove(cast.uniqueId());
      }
    }
  }

  /** Sends what was held. Cheap if there is nothing. */
  void flush() {
    session.link().flush();
  }

  /** A cast or a notification under way. */
  final class Sent {

    private final Prepared cast;
    private final Confirm confirm;

    private Sent(Prepared cast, Confirm confirm) {
      this.cast = cast;
      this.confirm = confirm;
    }

    /**
     * Waits until the broker has taken it.
     *
     * @return false if no queue takes it
     * @throws BrokerException NACKED, LOST, CHANNEL, TIMEOUT, INTERRUPTED
     */
    boolean await(Deadline deadline) throws BrokerException {
      boolean returned = false;
      try {
        confirm.await(deadline);
      } finally {
        returned = Boolean.TRUE.equals(mandatory.remove(cast.uniqueId())); // comes before
      }
      return !returned;
    }

    /** Nobody asks what becomes of it. */
    void forget() {
      mandatory.remove(cast.uniqueId());
    }

    /** Why no queue took it. */
    BrokerException noRoute() {
      return session.link().noRoute(cast.route());
    }

    /** Like {@link #await}, but an interrupt does not end it; the thread is interrupted then. */
    boolean awaitThroughInterrupts(Deadline deadline) throws BrokerException {
      boolean interrupted = false;
      boolean returned = false;
      try {
        while (true) {
          try {
            confirm.await(deadline);
            break;
          } catch (BrokerException e) {
            if (e.kind() != Kind.INTERRUPTED || !Thread.interrupted()) {
              throw e;
            }
            interrupted = true;
          }
        }
      } finally {
        returned = Boolean.TRUE.equals(mandatory.remove(cast.uniqueId()));
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      return !returned;
    }
  }

  /** How many ids of mandatory messages are remembered. */
  int remembered() {
    return mandatory.size();
  }

  /** A message says itself which one it was; this is rare. On the reader thread. */
  private void returned(Route route, byte[] bytes) {
    Body body = new Body(bytes, Body.CONTENT_TYPE, null);
    try {
      Request<JsonNode> request = RequestCodec.decode(body, Limits.OWN);
      if (request.isCall()) {
        session.replies().fail(request.msgId(), session.link().noRoute(route));
      } else {
        cameBack(request.uniqueId());
      }
    } catch (MalformedMessageException noRequest) {
      try {
        cameBack(NotificationCodec.decode(body, Limits.OWN).uniqueId());
      } catch (MalformedMessageException e) {
        LOG.log(Level.WARNING, "a message that came back is none of ours: {0}", e.getMessage());
      }
    }
  }

  private void cameBack(String uniqueId) {
    mandatory.replace(uniqueId, true); // else its sender has given up
  }
}
