package org.rarebit.testkit.broker;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What an {@link EmbeddedBroker} does wrong on command. All faults are off at first, and a stop of
 * the broker does not switch them off: {@link #clear()} does. Faults of single queues are found in
 * {@link EmbeddedVirtualHost}. Thread-safe.
 */
public final class Faults {
  private final FaultState state;
  private final Supplier<List<ConnectionSession>> open;

  Faults(FaultState state, Supplier<List<ConnectionSession>> open) {
    this.state = state;
    this.open = open;
  }

  /**
   * Closes the sockets of all open connections without a word, as a broken network or a killed
   * broker does. When it returns, their messages are back in the queues and their exclusive queues
   * gone.
   *
   * @return how many connections that were
   */
  public int dropConnections() {
    return dropConnections(connection -> true);
  }

  /** Like {@link #dropConnections()}, for the connections that meet a condition. */
  public int dropConnections(Predicate<ConnectionInfo> which) {
    List<ConnectionSession> chosen = matching(which);
    chosen.forEach(ConnectionSession::drop);
    return chosen.size();
  }

  /**
   * Closes connections with a connection.close 320 (CONNECTION_FORCED), as an operator does.
   *
   * @param reason the text that clients see after "CONNECTION_FORCED - "
   * @return how many connections that were
   */
  public int closeConnections(Predicate<ConnectionInfo> which, String reason) {
    List<ConnectionSession> chosen = matching(which);
    AmqpException forced = new AmqpException(ReplyCode.CONNECTION_FORCED, reason);
    chosen.forEach(session -> session.closeWith(forced));
    return chosen.size();
  }

  private List<ConnectionSession> matching(Predicate<ConnectionInfo> which) {
    return open.get().stream().filter(session -> which.test(session.info())).toList();
  }

  /**
   * From now on the port is open, but every new connection is closed before the handshake, until
   * {@link #acceptConnections()}. To have connections refused by the operating system, stop the
   * broker.
   */
  public void refuseConnections() {
    state.refuseConnectionsFor(Long.MAX_VALUE / 2);
  }

  /** Like {@link #refuseConnections()}, for this long at most. */
  public void refuseConnections(Duration howLong) {
    state.refuseConnectionsFor(howLong.toNanos());
  }

  public void acceptConnections() {
    state.acceptConnections();
  }

  /**
   * Sends each confirm this much later than its message is stored; zero ends that, for the messages
   * to come.
   */
  public void delayConfirms(Duration delay) {
    state.confirms().setDelay(delay);
  }

  /**
   * Keeps confirms, and answers to commits and to channel.flow back, while messages are stored,
   * until {@link #releaseConfirms()}.
   */
  public void withholdConfirms() {
    state.confirms().withhold();
  }

  /** Sends the confirms that were kept back, in order, and keeps none back from now on. */
  public void releaseConfirms() {
    state.confirms().release();
  }

  /** How many confirms, or answers, are kept back by {@link #withholdConfirms()}. */
  public int withheldConfirms() {
    return state.confirms().withheldCount();
  }

  /**
   * From now on, messages published on channels with confirms are thrown away and answered with
   * basic.nack, until {@link #acceptPublishes()}.
   */
  public void refusePublishes() {
    state.confirms().refuseFor(Long.MAX_VALUE / 2);
  }

  /** Like {@link #refusePublishes()}, for this long at most. */
  public void refusePublishes(Duration howLong) {
    state.confirms().refuseFor(howLong.toNanos());
  }

  /**
   * From now on sends confirms in one basic.ack with {@code multiple} for all messages that were
   * taken on a channel within this time, as RabbitMQ does when it is busy; zero ends that, for the
   * messages to come.
   */
  public void gatherConfirms(Duration within) {
    state.confirms().gather(within);
  }

  public void acceptPublishes() {
    state.confirms().refuseFor(0);
  }

  /**
   * Raises a resource alarm: connections that have published get connection.blocked (if they asked
   * for it) now, others when they publish; and what they publish is not read until {@link
   * #unblock()}, nor is anything after it. Connections that only consume are not affected. Unlike
   * RabbitMQ, which tells a publisher at its next publish only.
   *
   * @param reason the text of connection.blocked; RabbitMQ's are "low on memory", "low on disk"
   */
  public void block(String reason) {
    state.alarm().raise(reason, open.get());
  }

  /** Ends {@link #block}: connections that were told get connection.unblocked. */
  public void unblock() {
    state.alarm().clear();
  }

  /** Switches all these faults off. */
  public void clear() {
    acceptConnections();
    acceptPublishes();
    delayConfirms(Duration.ZERO);
    gatherConfirms(Duration.ZERO);
    releaseConfirms();
    unblock();
  }
}
