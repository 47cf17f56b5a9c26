package org.rarebit.ra.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.TimerScheduler;

class CompletionsTest {

  private static final long PATIENCE_SECONDS = 60;

  /** Threads that were asked for, and have not come yet. */
  private final List<Runnable> asked = new ArrayList<>();

  /** What the timer is to do. */
  private final List<Runnable> later = new ArrayList<>();

  private final List<Integer> completed = new ArrayList<>();

  private final Completions completions =
      new Completions(
          asked::add,
          (delay, task) -> {
            later.add(task);
            return () -> later.remove(task);
          });

  @Test
  void oneThreadCompletesAllThatAreDueInOrder() {
    add(1);
    add(2);
    add(3);

    oneComes();

    assertThat(completed).containsExactly(1, 2, 3);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatIsAddedByACompletionIsCompletedByTheSameThread() {
    completions.execute(() -> add(1));

    oneComes();

    assertThat(completed).containsExactly(1);
    assertThat(asked).isEmpty();
  }

  @Test
  void theThreadGoesWhenNothingIsDueAndTheNextOneIsAskedFor() {
    add(1);
    oneComes();

    add(2);

    assertThat(asked).hasSize(1);
    oneComes();
    assertThat(completed).containsExactly(1, 2);
  }

  @Test
  void whileThreadsAreOnTheirWayNoMoreAreAskedFor() {
    add(1);
    add(2);

    timePasses();
    timePasses();

    assertThat(asked).hasSize(1);
  }

  @Test
  void nothingIsWatchedOnceNothingIsDue() {
    add(1);
    add(2);
    oneComes();

    timePasses();

    assertThat(later).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void whenOneBlocksAsManyThreadsAgainAreAskedFor() {
    completions.execute(
        () -> {
          add(1);
          add(2);
          timePasses();
          oneComes(); // while we are here
          add(3);
        });

    oneComes();

    assertThat(completed).containsExactly(1, 2, 3);
    assertThat(asked).isEmpty();
  }

  @Test
  void oneThatFailsEndsNoOther() {
    completions.execute(
        () -> {
          throw new IllegalStateException("a failure of an application");
        });
    add(1);

    oneComes();

    assertThat(completed).containsExactly(1);
    assertThat(asked).isEmpty();
  }

  @Test
  void completionsThatWaitForEachOtherAllHaveAThreadInTheEnd() throws Exception {
    int count = 40;
    CountDownLatch all = new CountDownLatch(count);
    BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    TimerScheduler scheduler = new TimerScheduler(new Timer(true));
    try {
      Completions real = new Completions(threads, scheduler);

      for (int i = 0; i < count; i++) {
        int number = i;
        real.execute(
            () -> {
              all.countDown();
              await(all);
              done.add(number);
            });
      }

      assertThat(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      scheduler.stop();
    }
    assertThat(done)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(int number) {
    completions.execute(() -> completed.add(number));
  }

  private void oneComes() {
    asked.remove(0).run();
  }

  private void timePasses() {
    List<Runnable> now = List.copyOf(later);
    later.clear();
    now.forEach(Runnable::run);
  }

  @Test
  void completionsGoOnWhenAThreadCouldNotBeHadOnce() {
    AtomicBoolean isNone = new AtomicBoolean(true);
    Completions poor =
        new Completions(
            task -> {
              if (isNone.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              asked.add(task);
            },
            (delay, task) -> {
              later.add(task);
              return () -> later.remove(task);
            });
    poor.execute(() -> completed.add(1));
    timePasses(); // there is none yet

    isNone.set(false);
    timePasses();
    oneComes();
    poor.execute(() -> completed.add(2));
    oneComes();

    assertThat(completed).containsExactly(1, 2);
    assertThat(asked).isEmpty();
  }

  @Test
  void aThreadThatComesAfterItWasRefusedChangesNothing() {
    List<Runnable> refused = new ArrayList<>();
    Completions poor =
        new Completions(
            task -> {
              if (refused.isEmpty()) {
                refused.add(task); // in its queue, as a pool that could start no thread
                throw new OutOfMemoryError("unable to create native thread");
              }
              asked.add(task);
            },
            (delay, task) -> {
              later.add(task);
              return () -> later.remove(task);
            });
    poor.execute(() -> completed.add(1));

    refused.get(0).run();
    assertThat(completed).isEmpty();
    timePasses();
    oneComes();

    assertThat(completed).containsExactly(1);
  }
}
