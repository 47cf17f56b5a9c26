package org.rarebit.ra.inbound;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.Executor;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Scheduler;

/**
 * What the serving side needs of the adapter and the container.
 *
 * @param adapter the adapter's defaults, links and threads
 * @param transactions tells how a bean's transaction ended; null if the container has none
 */
public record InboundServices(
    AdapterServices adapter, TransactionSynchronizationRegistry transactions) {

  Executor works() {
    return adapter.works();
  }

  Scheduler scheduler() {
    return adapter.scheduler();
  }
}
