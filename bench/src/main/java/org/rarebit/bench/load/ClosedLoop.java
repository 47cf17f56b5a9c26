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

/** Callers who each call again as soon as they are answered. Owns their clients and threads. */
final class ClosedLoop implements AutoCloseable {

  private static final long READY_SECONDS = 60;

  private final List<EchoClient> clients = new ArrayList<>();
  private final ExecutorService threads;
  private final String text;

  ClosedLoop(CallingSide side, String topic, int callers, String text) throws Exception {
    this.threads = Executors.newFixedThreadPool(callers, side.threadFactory());
    this.text = text;
    try {
      for (int i = 0; i < callers; i++) {
        clients.add(side.newClient(topic));
      }
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Calls for this long.
   *
   * @throws IllegalStateException if a call failed or was answered with another text
   */
  Round run(Duration time) throws InterruptedException {
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
        throw new IllegalStateException("A call failed: " + e.getCause(), e.getCause());
      }
    }
    return Round.of(all, System.nanoTime() - from);
  }

  private Samples call(EchoClient client, CountDownLatch ready, CountDownLatch start, Duration time)
      throws Exception {
    Samples samples = new Samples();
    client.echo(text); // connecting is not measured
    ready.countDown();
    start.await();
    long until = System.nanoTime() + time.toNanos();
    long before = System.nanoTime();
    while (until - before > 0) {
      if (!client.echo(text).equals(text)) {
        throw new IllegalStateException("The answer is not what was sent.");
      }
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
