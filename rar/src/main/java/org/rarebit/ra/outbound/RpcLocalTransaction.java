package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.ra.broker.BrokerException;

/**
 * What a managed connection has to send in the container's transaction. Nothing travels before the
 * commit; the commit returns once the broker has everything, and throws otherwise, so that the
 * transaction rolls back. Thread-safe.
 *
 * <p>A container may commit although the connection broke meanwhile and it was told so (Payara and
 * Open Liberty do): such a commit throws, whether or not there is anything to send.
 */
final class RpcLocalTransaction implements LocalTransaction {

  private final TransactedSender sender;
  private final ConnectionHealth connection;
  private List<PreparedCast> casts; // guarded by this; null outside of a transaction

  RpcLocalTransaction(TransactedSender sender, ConnectionHealth connection) {
    this.sender = sender;
    this.connection = connection;
  }

  @Override
  public void begin() throws ResourceException {
    try {
      connection.throwIfBroken();
    } catch (BrokerException e) {
      throw new LocalTransactionException("No transaction can begin here: " + e.getMessage(), e);
    }
    synchronized (this) {
      if (casts != null) {
        throw new LocalTransactionException("This connection is in a transaction already.");
      }
      casts = new ArrayList<>();
    }
  }

  synchronized boolean isActive() {
    return casts != null;
  }

  /** Leaves something to the commit; false outside of a transaction. */
  synchronized boolean add(List<PreparedCast> more) {
    return casts != null && casts.addAll(more);
  }

  @Override
  public void commit() throws ResourceException {
    List<PreparedCast> all = end();
    try {
      connection.throwIfBroken();
      if (all == null) {
        throw new LocalTransactionException(
            "This connection is in no transaction, perhaps because it was destroyed during one.");
      }
      if (!all.isEmpty()) {
        sender.send(all);
      }
    } catch (BrokerException e) {
      throw new LocalTransactionException(
          "The transaction cannot be committed, as "
              + (all == null || all.isEmpty()
                  ? "its connection broke: "
                  : describe(all) + " could not be sent: ")
              + e.getMessage(),
          e);
    }
  }

  private static String describe(List<PreparedCast> casts) {
    String first = "its " + casts.get(0).request().subject();
    return casts.size() == 1 ? first : first + " and " + (casts.size() - 1) + " more";
  }

  @Override
  public void rollback() {
    end();
  }

  /** Ends the transaction, if there is one; what it has to send is the caller's or dropped. */
  synchronized List<PreparedCast> end() {
    List<PreparedCast> all = casts;
    casts = null;
    return all;
  }
}
