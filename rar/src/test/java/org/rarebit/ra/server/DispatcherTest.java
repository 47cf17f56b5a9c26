package org.rarebit.ra.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DispatcherTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger worksAtWork = new AtomicInteger();

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void everyDeliveryIsHandledOnceWhateverTheRaces() throws InterruptedException {
    int count = 20_000;
    Queue<Integer> handled = new ConcurrentLinkedQueue<>();
    CountDownLatch all = new CountDownLatch(count);
    Dispatcher<Integer> dispatcher =
        dispatcher(
            delivery -> {
              handled.add(delivery);
              all.countDown();
              return true;
            });
    dispatcher.limit(3);

    for (int i = 0; i < count; i++) {
      dispatcher.offer(i);
      if (i % 97 == 0) {
        TimeUnit.MICROSECONDS.sleep(50); // so that threads go and come
      }
    }

    assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(handled)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void asManyAsTheLimitAreHandledAtOnceAndNoMore() throws InterruptedException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore begun = new Semaphore(0);
    CountDownLatch end = new CountDownLatch(1);
    Dispatcher<Integer> dispatcher =
        dispatcher(
            delivery -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              begun.release();
              awaitQuietly(end);
              now.decrementAndGet();
              return true;
            });
    dispatcher.limit(4);

    IntStream.range(0, 20).forEach(dispatcher::offer);

    assertThat(begun.tryAcquire(4, 30, TimeUnit.SECONDS)).isTrue(); // though none has ended
    end.countDown();
    assertThat(begun.tryAcquire(16, 30, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isEqualTo(4);
  }

  @Test
  void anIdleDispatcherHoldsNoThread() throws InterruptedException {
    Semaphore handled = new Semaphore(0);
    Dispatcher<Integer> dispatcher =
        dispatcher(
            delivery -> {
              handled.release();
              return true;
            });
    dispatcher.limit(4);

    dispatcher.offer(1);

    assertThat(handled.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    while (worksAtWork.get() > 0) {
      Thread.onSpinWait();
    }
    dispatcher.offer(2);
    assertThat(handled.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aThreadThatStaysTakesTheNextDeliveryWithoutAnotherWork() {
    Queue<Runnable> scheduled = new ArrayDeque<>();
    Dispatcher<Integer> dispatcher = new Dispatcher<>(scheduled::add, (delivery, more) -> true);
    dispatcher.limit(4);

    dispatcher.offer(1);
    dispatcher.offer(2);

    assertThat(scheduled).hasSize(1); // which comes, and looks itself
  }

  @Test
  void whatGoesOnElsewhereCountsUntilItHasFinished() throws InterruptedException {
    List<Integer> handled = new java.util.concurrent.CopyOnWriteArrayList<>();
    Semaphore begun = new Semaphore(0);
    Dispatcher<Integer> dispatcher =
        dispatcher(
            delivery -> {
              handled.add(delivery);
              begun.release();
              return false;
            });
    dispatcher.limit(1);
    dispatcher.offer(1);
    dispatcher.offer(2);
    assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(handled).containsExactly(1);

    dispatcher.finished();

    assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(handled).containsExactly(1, 2);
  }

  @Test
  void afterTheStopNothingIsTaken() {
    Queue<Runnable> scheduled = new ArrayDeque<>();
    List<Integer> handled = new java.util.ArrayList<>();
    Dispatcher<Integer> dispatcher =
        new Dispatcher<>(scheduled::add, (delivery, more) -> handled.add(delivery));
    dispatcher.limit(4);
    dispatcher.offer(1);

    dispatcher.stop();
    scheduled.forEach(Runnable::run);
    dispatcher.offer(2);

    assertThat(handled).isEmpty();
  }

  @Test
  void aHandlerIsToldThatMoreFollowsOnlyIfItIsQuickAndThenThatItsThreadRests() {
    Queue<Runnable> scheduled = new ArrayDeque<>();
    List<String> told = new ArrayList<>();
    AtomicLong clock = new AtomicLong();
    Dispatcher<Integer> dispatcher =
        new Dispatcher<>(
            scheduled::add,
            new Dispatcher.Handler<>() {
              @Override
              public boolean handle(Integer delivery, boolean more) {
                if (delivery == 3) {
                  clock.addAndGet(Duration.ofMillis(5).toNanos()); // it happens to be slow
                }
                told.add(delivery + (more ? " and more" : ""));
                return true;
              }

              @Override
              public void rests() {
                told.add("rest");
              }

              @Override
              public void leaves() {
                told.add("leave");
              }
            },
            clock::get);
    dispatcher.limit(1);
    IntStream.rangeClosed(0, 5).forEach(dispatcher::offer);

    scheduled.remove().run();

    // nothing is known of the first; 3 was thought to be quick, and 4 to be like 3
    assertThat(told)
        .containsExactly(
            "0", "1 and more", "2 and more", "3 and more", "rest", "4", "5", "rest", "leave");
  }

  @Test
  void itOutlivesOneErrorOfWhoGivesItThreads() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    Semaphore handled = new Semaphore(0);
    Dispatcher<Integer> dispatcher =
        new Dispatcher<>(
            task -> {
              if (attempts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              threads.execute(task);
            },
            (delivery, more) -> {
              handled.release();
              return true;
            });
    dispatcher.limit(1);

    dispatcher.offer(1);
    dispatcher.offer(2);

    assertThat(handled.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anInterruptThatOneDeliveryLeavesDoesNotReachTheNext() throws InterruptedException {
    Queue<Boolean> interrupted = new ConcurrentLinkedQueue<>();
    Semaphore handled = new Semaphore(0);
    Dispatcher<Integer> dispatcher =
        dispatcher(
            delivery -> {
              interrupted.add(Thread.currentThread().isInterrupted());
              Thread.currentThread().interrupt(); // as one does who catches InterruptedException
              handled.release();
              return true;
            });
    dispatcher.limit(1);

    IntStream.range(0, 5).forEach(dispatcher::offer);

    assertThat(handled.tryAcquire(5, 30, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted).containsOnly(false);
  }

  private Dispatcher<Integer> dispatcher(Predicate<Integer> handler) {
    return new Dispatcher<>(
        work ->
            threads.execute(
                () -> {
                  worksAtWork.incrementAndGet();
                  try {
                    work.run();
                  } finally {
                    worksAtWork.decrementAndGet();
                  }
                }),
        (delivery, more) -> handler.test(delivery));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
