package org.rarebit.ra.broker;

import com.rabbitmq.client.AMQP;
import java.util.Arrays;
import java.util.Objects;

/**
 * The broker, or the way to it, failed. The kind tells what the layers above make of it. The text
 * names the address and the user, never the password.
 */
public final class BrokerException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What failed. */
  public enum Kind {
    /** No host could be reached, or none answered in time. */
    UNREACHABLE,
    /** A host refused the credentials, the virtual host or the permission. */
    REFUSED,
    /** The link was there and is gone. */
    LOST,
    /** The deadline passed. */
    TIMEOUT,
    /**
     * The waiting thread was interrupted, which it still is: nobody knows how it would have ended.
     */
    INTERRUPTED,
    /** A limit of the broker or of ours: of connections, or of channels that may be open. */
    LIMIT,
    /** AMQP cannot express it: a name of more than 255 bytes, headers that fit into no frame. */
    INVALID,
    /**
     * The broker took the message and said no (basic.nack): its queue is full and refuses more, or
     * it could not store it for the moment. Nobody got it.
     */
    NACKED,
    /** No queue for a mandatory message (basic.return). */
    UNROUTABLE,
    /**
     * The broker closed the channel: something declared, bound or published is not as it should be.
     */
    CHANNEL,
    /** The adapter or the link was closed by us. */
    CLOSED
  }

  private final Kind kind;

  /**
   * Makes an exception without a cause.
   *
   * @param kind what failed
   * @param message which one, why, in the broker's words, and what now
   */
  public BrokerException(Kind kind, String message) {
    this(kind, message, null);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param kind what failed
   * @param message which one, why, in the broker's words, and what now
   * @param cause what the client or the network threw
   */
  public BrokerException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind);
  }

  /**
   * What failed.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The broker's reply code, where it closed the channel or the connection.
   *
   * @return for example 403, 404 or 406; 0 if it said none
   */
  public int replyCode() {
    return CloseReason.code(this);
  }

  /**
   * Tells whether the broker does not find what was asked for, or cannot reach it.
   *
   * @return true for its reply code 404
   */
  public boolean isNotFound() {
    return kind == Kind.CHANNEL && replyCode() == AMQP.NOT_FOUND;
  }

  /**
   * Tells whether the user may not do it.
   *
   * @return true for the broker's reply code 403 about something on a channel
   */
  public boolean isForbidden() {
    return kind == Kind.CHANNEL && replyCode() == AMQP.ACCESS_REFUSED;
  }

  /**
   * Tells whether a queue belongs to another connection alone.
   *
   * @return true for the broker's reply code 405
   */
  public boolean isLocked() {
    return kind == Kind.CHANNEL && replyCode() == AMQP.RESOURCE_LOCKED;
  }

  /**
   * Tells whether a queue exists but cannot be had, since the node that holds it is gone or its
   * process has ended. It does not help to declare it again; a queue of ours alone can be replaced.
   *
   * @return true if the broker said so
   */
  public boolean isQueueDown() {
    return CloseReason.isQueueDown(this);
  }

  /**
   * Tells whether a broker took the connection and did not finish TLS handshake and login in time:
   * it has more to do than it can.
   *
   * @return true if one of the hosts did so
   */
  public boolean isSlowLogin() {
    return getCause() instanceof SlowLoginException
        || Arrays.stream(getSuppressed())
            .anyMatch(each -> each instanceof BrokerException host && host.isSlowLogin());
  }

  /** Why a host could not be used, though somebody listens there. */
  static final class SlowLoginException extends Exception {

    private static final long serialVersionUID = 1L;

    SlowLoginException(Exception cause) {
      super(cause);
    }
  }

  /**
   * The same for another waiter, with the stack trace of its own.
   *
   * @return an exception whose cause is this one
   */
  public BrokerException forAnother() {
    return new BrokerException(kind, getMessage(), this);
  }
}
