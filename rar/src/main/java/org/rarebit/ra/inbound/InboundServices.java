package org.rarebit.ra.inbound;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.Executor;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Scheduler;

/**
 * What the serving side needs of the adapter.
 *
 * @param adapter the adapter's defaults and links
 * @param works runs tasks on the container's threads
 * @param scheduler runs short tasks later
 * @param transactions tells how a bean's transaction ended; null if the container has none
 */
public record InboundServices(
    AdapterServices adapter,
    Executor works,
    Scheduler scheduler,
    TransactionSynchronizationRegistry transactions) {}
