package org.rarebit.ra.outbound;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.EncodingException;
import org.rarebit.api.MessagingException;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.broker.Confirm;
import org.rarebit.ra.broker.Deadline;

/**
 * What applications send through one managed connection: at once, with its local transaction, or
 * after the commit of the JTA transaction. Says in exceptions what went wrong, and has the
 * container told if the connection is broken. Thread-safe.
 */
final class ConnectionSends {

  private static final System.Logger LOG = System.getLogger(ConnectionSends.class.getName());

  private final ConnectionHealth connection;
  private final RpcManagedConnectionFactory factory;
  private final RequestSender sender;
  private final SendRetries retries;
  private final RpcLocalTransaction localTransaction;
  private final boolean sendOnCommit;
  private final TransactionSynchronizationRegistry transactions; // null: no transactions here

  ConnectionSends(
      ConnectionHealth connection,
      RequestSender sender,
      SendRetries retries,
      RpcLocalTransaction localTransaction,
      RpcManagedConnectionFactory factory) {
    this.connection = connection;
    this.factory = factory;
    this.sender = sender;
    this.retries = retries;
    this.localTransaction = localTransaction;
    this.sendOnCommit = factory.getSendOnCommit();
    this.transactions = factory.transactions();
  }

  Object call(OutboundRequest request, Type resultType) throws MessagingException {
    Answer answer;
    try {
      answer = send(request.deadline(), via -> via.call(request));
    } catch (BrokerException e) {
      throw Failures.ofCall(request, e);
    }
    if (answer.failure() != null) {
      connection.reportIfBroken(answer.failure());
      throw Failures.ofCall(request, answer.failure());
    }
    return CallResults.of(answer.reply(), resultType);
  }

  /** Through our own channel, or, if that is broken and the factory says so, through others. */
  private <T> T send(Deadline deadline, SendRetries.Sending<T> sending)
      throws BrokerException, EncodingException {
    try {
      connection.throwIfBroken();
      return sending.through(sender);
    } catch (BrokerException e) {
      connection.reportIfBroken(e);
      return retries.again(e, deadline, sending);
    }
  }

  /**
   * Completes on the container's threads: the call ends on the reader thread, which must run no
   * foreign code.
   */
  CompletionStage<Object> callAsync(OutboundRequest request, Type resultType) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    try {
      connection.throwIfBroken();
      var unused =
          sender
              .start(request)
              .outcome()
              .whenCompleteAsync(
                  (reply, failure) ->
                      CallResults.complete(result, request, resultType, reply, failure),
                  sender.completions());
    } catch (BrokerException e) {
      connection.reportIfBroken(e);
      result.completeExceptionally(Failures.ofCall(request, e));
    } catch (MessagingException e) {
      result.completeExceptionally(e);
    }
    return result; // not a dependent stage, which would wrap what went wrong
  }

  /** Sends now, or leaves it to the end of the transaction that decides about it. */
  void cast(OutboundRequest request) throws MessagingException {
    try {
      if (isDeferring()) {
        PreparedCast cast = send(request.deadline(), via -> via.prepare(request));
        defer(List.of(cast));
      } else {
        send(request.deadline(), via -> sendNow(via, via.prepare(request), request.deadline()));
      }
    } catch (BrokerException e) {
      throw Failures.ofCast(request, e);
    }
  }

  /** Sends now, or leaves it to the end of the transaction that decides about it. */
  void send(OutboundNotification notification) throws MessagingException {
    if (notification.drivers().contains(NotificationDrivers.Driver.LOG)) {
      CommitSends.afterCommit(
          sendOnCommit ? transactions : null, NotificationLog.lineOf(notification));
    }
    if (notification.copies().isEmpty()) {
      return;
    }
    Deadline deadline = notification.deadline();
    try {
      if (isDeferring()) {
        defer(send(deadline, via -> via.prepare(notification)));
      } else {
        send(
            deadline,
            via -> {
              via.send(notification);
              return notification;
            });
      }
    } catch (BrokerException e) {
      throw Failures.ofNotification(notification, e);
    }
  }

  private boolean isDeferring() {
    return localTransaction.isActive() || (sendOnCommit && CommitSends.isDeferring(transactions));
  }

  private void defer(List<PreparedCast> casts) {
    if (localTransaction.add(casts)) {
      return;
    }
    if (Boolean.TRUE.equals(factory.getLocalTransaction()) && factory.isToSayNotEnlisted()) {
      LOG.log(
          Level.WARNING,
          "localTransaction is true, but the container has not made the connection part of the"
              + " transaction: what is sent leaves after its commit and cannot undo it. Take the"
              + " connection after the transaction has begun, and define the connection factory"
              + " with transactionSupport=LocalTransaction, which some servers want as well.");
    }
    casts.forEach(cast -> CommitSends.defer(transactions, this, cast));
  }

  private static PreparedCast sendNow(RequestSender via, PreparedCast cast, Deadline deadline)
      throws BrokerException {
    via.send(cast, deadline);
    return cast;
  }

  /**
   * Sends a cast whose transaction has committed; it has its whole timeout from now on. It may stay
   * here until what is returned runs: that waits for the confirm, and sends again on another link
   * if ours is lost, since the transaction cannot be undone any more.
   */
  Runnable sendCommitted(PreparedCast cast) {
    Deadline deadline = Deadline.after(cast.request().timeout());
    try {
      connection.throwIfBroken();
      Confirm confirm = sender.publishHeld(cast, deadline);
      return () -> {
        try {
          sender.flush();
          sender.await(confirm, cast, deadline);
        } catch (BrokerException e) {
          sendAgain(cast, deadline, e);
        }
      };
    } catch (BrokerException e) {
      return () -> sendAgain(cast, deadline, e);
    }
  }

  private void sendAgain(PreparedCast cast, Deadline deadline, BrokerException first) {
    connection.reportIfBroken(first);
    try {
      retries.afterCommit().again(first, deadline, via -> sendNow(via, cast, deadline));
    } catch (BrokerException | EncodingException e) {
      CommitSends.lost(cast, e);
    }
  }
}
