package org.rarebit.bench.peer;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** As much of a container as the adapter needs to serve: threads and a timer, and no checks. */
final class PlainContainer implements BootstrapContext, WorkManager, AutoCloseable {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @Override
  public WorkManager getWorkManager() {
    return this;
  }

  @Override
  public XATerminator getXATerminator() {
    return null;
  }

  @Override
  public Timer createTimer() {
    return new Timer(true);
  }

  @Override
  public boolean isContextSupported(Class<? extends WorkContext> type) {
    return false;
  }

  @Override
  public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
    return null;
  }

  @Override
  public void doWork(Work work) throws WorkException {
    throw notOffered();
  }

  @Override
  public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener)
      throws WorkException {
    throw notOffered();
  }

  @Override
  public long startWork(Work work) throws WorkException {
    throw notOffered();
  }

  @Override
  public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener)
      throws WorkException {
    throw notOffered();
  }

  @Override
  public void scheduleWork(Work work) {
    threads.execute(work);
  }

  @Override
  public void scheduleWork(
      Work work, long timeout, ExecutionContext context, WorkListener listener) {
    threads.execute(work);
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  private static WorkException notOffered() {
    return new WorkException("Only scheduleWork is offered here.");
  }
}
