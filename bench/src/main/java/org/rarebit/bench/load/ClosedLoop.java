package org.rarebit.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Callers who each begin again as soon as they are done. Owns their clients and threads. */
final class ClosedLoop implements AutoCloseable {

  private static final long READY_SECONDS = 60;

  private final List<EchoClient> clients = new ArrayList<>();
  private final ExecutorService threads;
  private final Operation operation;

  /**
   * What a run gave.
   *
   * @param samples how long each operation took
   * @param nanos how long all took together
   */
  record Lapse(Samples samples, long nanos) {}

  /** What a caller does again and again. */
  interface Operation {
    void with(EchoClient client) throws Exception;
  }

  ClosedLoop(CallingSide side, LoadCommand command, Operation operation) throws Exception {
    this.threads = Executors.newFixedThreadPool(command.width(), side.threadFactory());
    this.operation = operation;
    try {
      for (int i = 0; i < command.width(); i++) {
        clients.add(side.newClient(command.topicOf(i)));
      }
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Has all do so for this long.
   *
   * @throws IllegalStateException if it failed for one of them
   */
  Lapse run(Duration time) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(clients.size());
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Samples>> results = new ArrayList<>();
    for (EchoClient client : clients) {
      results.add(threads.submit(() -> call(client, ready, start, time)));
    }
    if (!ready.await(READY_SECONDS, TimeUnit.SECONDS)) {
      threads.shutdownNow(); // the results say why
    }
    long from = System.nanoTime();
    start.countDown();
    Samples all = new Samples();
    for (Future<Samples> result : results) {
      try {
        all.add(result.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("A call or cast failed: " + e.getCause(), e.getCause());
      }
    }
    return new Lapse(all, System.nanoTime() - from);
  }

  private Samples call(EchoClient client, CountDownLatch ready, CountDownLatch start, Duration time)
      throws Exception {
    Samples samples = new Samples();
    operation.with(client); // connecting is not measured
    ready.countDown();
    start.await();
    long until = System.nanoTime() + time.toNanos();
    long before = System.nanoTime();
    while (until - before > 0) {
      operation.with(client);
      long after = System.nanoTime();
      samples.add(after - before);
      before = after;
    }
    return samples;
  }

  @Override
  public void close() {
    threads.shutdown();
    for (EchoClient client : clients) {
      client.close();
    }
  }
}
