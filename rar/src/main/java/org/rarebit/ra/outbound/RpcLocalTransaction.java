package org.rarebit.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import java.util.ArrayList;
import java.util.List;
import org.rarebit.ra.broker.BrokerException;
import org.rarebit.ra.client.Prepared;
import org.rarebit.ra.client.Sends;

/**
 * What a managed connection has to send in the container's transaction. Nothing travels before the
 * commit; the commit returns once the broker has everything, and throws otherwise, so that the
 * transaction rolls back. Thread-safe.
 *
 * <p>A container may commit although the connection broke meanwhile and it was told so (Payara and
 * Open Liberty do): such a commit throws, whether or not there is anything to send.
 */
final class RpcLocalTransaction implements LocalTransaction {

  private final Sends sends;
  private List<Prepared> casts; // guarded by this; null outside of a transaction

  RpcLocalTransaction(Sends sends) {
    this.sends = sends;
  }

  @Override
  public void begin() throws ResourceException {
    BrokerException loss = sends.loss();
    if (loss != null) {
      throw new LocalTransactionException(
          "No transaction can begin here: " + loss.getMessage(), loss);
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
  synchronized boolean add(List<Prepared> more) {
    return casts != null && casts.addAll(more);
  }

  @Override
  public void commit() throws ResourceException {
    List<Prepared> all = end();
    try {
      BrokerException loss = sends.loss();
      if (loss != null) {
        throw loss;
      }
      if (all == null) {
        throw new LocalTransactionException(
            "This connection is in no transaction, perhaps because it was destroyed during one.");
      }
      if (!all.isEmpty()) {
        sends.sendTransacted(all);
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

  private static String describe(List<Prepared> casts) {
    String first = "its " + casts.get(0).request().subject();
    return casts.size() == 1 ? first : first + " and " + (casts.size() - 1) + " more";
  }

  @Override
  public void rollback() {
    end();
  }

  /** Ends the transaction, if there is one; what it has to send is the caller's or dropped. */
  synchronized List<Prepared> end() {
    List<Prepared> all = casts;
    casts = null;
    return all;
  }
}
