package org.rarebit.ra.inbound;

import jakarta.transaction.TransactionSynchronizationRegistry;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Scheduler;

/**
 * What the serving side needs of the adapter and the container.
 *
 * @param adapter the adapter's defaults, links and threads
 * @param transactions tells how a bean's transaction ended; null if the container has none
 * @param works runs what may wait or is an application's, on the container's threads
 */
public record InboundServices(
    AdapterServices adapter, TransactionSynchronizationRegistry transactions, WorkExecutor works) {

  Scheduler scheduler() {
    return adapter.scheduler();
  }
}
