package org.rarebit.ra.client;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.LongAdder;
import org.rarebit.api.ConnectionClosedException;
import org.rarebit.api.ConnectionLostException;
import org.rarebit.api.EncodingException;
import org.rarebit.api.InvalidTargetException;
import org.rarebit.api.MessageUndeliverableException;
import org.rarebit.api.MessagingInterruptedException;
import org.rarebit.api.MessagingTimeoutException;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.QueueFullException;
import org.rarebit.api.RemoteErrorException;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Durations;

/**
 * What those who share a connection factory have sent, and what became of it. The only place where
 * that is counted. Counting neither locks nor allocates. Thread-safe.
 *
 * <p>Each call that is made is answered, fails, or is in flight; an answer is what the method
 * returned or threw. Each message that is sent, of casts, fanouts and notifications, is confirmed,
 * fails, which its sender learns, or is undelivered, which is told otherwise; one that is sent
 * unconfirmed is none of these.
 */
public final class SendCounters {

  /** Why a call or a send failed, by what its sender gets. */
  public enum Failure {
    /** {@link MessagingTimeoutException}. */
    TIMED_OUT,
    /** {@link MessageUndeliverableException}: nobody serves the target, or no queue takes it. */
    UNDELIVERABLE,
    /** {@link RemoteErrorException}: the method failed. */
    REMOTE_ERROR,
    /** {@link ConnectionLostException}, {@link ConnectionClosedException}. */
    LINK_LOST,
    /** {@link QueueFullException}: the broker refused it for the moment. */
    QUEUE_FULL,
    /** {@link NoConnectionException}: of connections or channels. */
    LIMIT_REACHED,
    /** {@link InvalidTargetException}: AMQP cannot express it. */
    INVALID,
    /** {@link EncodingException}: an argument cannot be written, or the answer not be read. */
    ENCODING,
    /** {@link MessagingInterruptedException}. */
    INTERRUPTED,
    /** Its stage was completed by somebody else. */
    CANCELLED,
    /** Anything else. */
    OTHER;

    static Failure of(Throwable failure) {
      if (failure instanceof RemoteErrorException) {
        return REMOTE_ERROR;
      } else if (failure instanceof MessagingTimeoutException) {
        return TIMED_OUT;
      } else if (failure instanceof MessageUndeliverableException) {
        return UNDELIVERABLE;
      } else if (failure instanceof ConnectionLostException
          || failure instanceof ConnectionClosedException) {
        return LINK_LOST;
      } else if (failure instanceof QueueFullException) {
        return QUEUE_FULL;
      } else if (failure instanceof NoConnectionException) {
        return LIMIT_REACHED;
      } else if (failure instanceof InvalidTargetException) {
        return INVALID;
      } else if (failure instanceof EncodingException) {
        return ENCODING;
      } else if (failure instanceof MessagingInterruptedException) {
        return INTERRUPTED;
      } else if (failure instanceof CancellationException) {
        return CANCELLED;
      }
      return failure.getCause() instanceof BrokerException reason
              && reason.kind() == BrokerException.Kind.UNROUTABLE
          ? UNDELIVERABLE
          : OTHER;
    }
  }

  /** Messages of one kind. */
  public static final class Messages {

    private final LongAdder sent = new LongAdder();
    private final LongAdder confirmed = new LongAdder();
    private final LongAdder undelivered = new LongAdder();

    private Messages() {}

    /**
     * What was to leave.
     *
     * @return how many; one that waits for its commit does not count yet
     */
    public long sent() {
      return sent.sum();
    }

    /**
     * What the broker has taken.
     *
     * @return how many
     */
    public long confirmed() {
      return confirmed.sum();
    }

    /**
     * What did not leave after a commit.
     *
     * @return how many
     */
    public long undelivered() {
      return undelivered.sum();
    }
  }

  private final LongAdder calls = new LongAdder();
  private final Durations answers = new Durations();
  private final Durations confirms = new Durations();
  private final Map<Failure, LongAdder> callFailures = counters();
  private final Map<Failure, LongAdder> sendFailures = counters();
  private final Messages casts = new Messages();
  private final Messages fanouts = new Messages();
  private final Messages notifications = new Messages();
  private final LongAdder retried = new LongAdder();
  private final LongAdder opened = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Nothing yet. */
  public SendCounters() {}

  private static Map<Failure, LongAdder> counters() {
    Map<Failure, LongAdder> all = new EnumMap<>(Failure.class); // never written again
    for (Failure each : Failure.values()) {
      all.put(each, new LongAdder());
    }
    return all;
  }

  /** A call begins; what is returned is for its end. */
  long called() {
    calls.increment();
    return System.nanoTime();
  }

  /** A call ends with what the method returned. */
  void answered(long sinceNanos) {
    answers.endedSince(sinceNanos);
  }

  /** A call ends otherwise. */
  void failed(long sinceNanos, Throwable failure) {
    Failure kind = Failure.of(failure);
    if (kind == Failure.REMOTE_ERROR) {
      answers.endedSince(sinceNanos);
    }
    callFailures.get(kind).increment();
  }

  /** Messages of one request are about to leave; what is returned is for their end. */
  long sending(List<Prepared> messages) {
    of(messages.get(0)).sent.add(messages.size());
    return System.nanoTime();
  }

  /** The broker has them. */
  void confirmed(List<Prepared> messages, long sinceNanos) {
    of(messages.get(0)).confirmed.add(messages.size());
    confirms.endedSince(sinceNanos);
  }

  /** Their sender learns that they failed. */
  void notTaken(List<Prepared> messages, Throwable failure) {
    sendFailures.get(Failure.of(failure)).add(messages.size());
  }

  /** One was sent with its transaction, and the broker has it. */
  void committed(Prepared message) {
    Messages kind = of(message);
    kind.sent.increment();
    kind.confirmed.increment();
  }

  /** One was to be sent after the commit of its transaction, and was not. */
  void undelivered(Prepared message) {
    Messages kind = of(message);
    kind.sent.increment();
    kind.undelivered.increment();
  }

  /** One was to be sent with the commit of its transaction, which failed. */
  void notCommitted(Prepared message, BrokerException failure) {
    of(message).sent.increment();
    notTaken(List.of(message), Failures.notTaken(message.request(), failure));
  }

  /** Something is sent once more. */
  void again() {
    retried.increment();
  }

  /** A managed connection was opened. */
  public void connectionOpened() {
    opened.increment();
  }

  /** A managed connection, or its link, was lost. */
  void connectionLost() {
    lost.increment();
  }

  /** An application got no connection. */
  public void connectionRefused() {
    refused.increment();
  }

  private Messages of(Prepared message) {
    if (message.queue() != null) {
      return notifications;
    }
    return ((OutboundRequest) message.request()).target().fanout() ? fanouts : casts;
  }

  /**
   * Calls that were begun.
   *
   * @return how many
   */
  public long calls() {
    return calls.sum();
  }

  /**
   * Calls that have not ended. Ends are read first, so it is never less than none.
   *
   * @return how many at this moment
   */
  public long callsInFlight() {
    long ended = answers.count();
    for (Failure each : Failure.values()) {
      if (each != Failure.REMOTE_ERROR) {
        ended += callFailures.get(each).sum();
      }
    }
    return Math.max(0, calls.sum() - ended);
  }

  /**
   * How long calls took that were answered.
   *
   * @return with their number
   */
  public Durations answers() {
    return answers;
  }

  /**
   * How long the broker took to confirm what one request sent, outside of transactions.
   *
   * @return with their number
   */
  public Durations confirms() {
    return confirms;
  }

  /**
   * Why calls failed.
   *
   * @return how many, for each reason
   */
  public Map<Failure, Long> callFailures() {
    return sums(callFailures);
  }

  /**
   * Why messages failed.
   *
   * @return how many, for each reason
   */
  public Map<Failure, Long> sendFailures() {
    return sums(sendFailures);
  }

  private static Map<Failure, Long> sums(Map<Failure, LongAdder> counters) {
    Map<Failure, Long> sums = new EnumMap<>(Failure.class);
    counters.forEach((kind, counter) -> sums.put(kind, counter.sum()));
    return sums;
  }

  /**
   * Casts to one server.
   *
   * @return their counts
   */
  public Messages casts() {
    return casts;
  }

  /**
   * Casts to all servers.
   *
   * @return their counts
   */
  public Messages fanouts() {
    return fanouts;
  }

  /**
   * Notifications, each copy of them.
   *
   * @return their counts
   */
  public Messages notifications() {
    return notifications;
  }

  /**
   * Attempts that were made after others had failed.
   *
   * @return how many
   */
  public long retried() {
    return retried.sum();
  }

  /**
   * Managed connections that were opened.
   *
   * @return how many
   */
  public long connectionsOpened() {
    return opened.sum();
  }

  /**
   * Managed connections that were lost.
   *
   * @return how many
   */
  public long connectionsLost() {
    return lost.sum();
  }

  /**
   * Connections that applications asked for and did not get.
   *
   * @return how many
   */
  public long connectionsRefused() {
    return refused.sum();
  }

  /**
   * What did not leave after a commit, of any kind.
   *
   * @return how many
   */
  public long undelivered() {
    return casts.undelivered() + fanouts.undelivered() + notifications.undelivered();
  }
}
