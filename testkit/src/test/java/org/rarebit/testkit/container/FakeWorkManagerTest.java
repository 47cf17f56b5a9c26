package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.RetryableWorkRejectedException;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkAdapter;
import jakarta.resource.spi.work.WorkCompletedException;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextErrorCodes;
import jakarta.resource.spi.work.WorkContextLifecycleListener;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeWorkManagerTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final FakeContainer container = new FakeContainer();
  private final FakeWorkManager manager = container.workManager();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void worksRunOnNamedDaemonThreadsOfTheContainer() throws Exception {
    AtomicReference<Thread> runner = new AtomicReference<>();

    manager.doWork(TestWork.of(() -> runner.set(Thread.currentThread())));

    assertThat(runner.get()).isNotSameAs(Thread.currentThread());
    assertThat(runner.get().isDaemon()).isTrue();
    assertThat(runner.get().getName()).startsWith("fake-container-").contains("work-");
  }

  @Test
  void releaseFollowsEachRunAsOnIronJacamar() throws Exception {
    TestWork work = TestWork.of(() -> {});

    manager.doWork(work);
    assertThat(work.releases).hasValue(1);

    manager.releaseAfterRun(false).doWork(work);
    assertThat(work.releases).hasValue(1);
  }

  @Test
  void noMoreWorksRunAtATimeThanThereAreThreads() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    manager.threads(2);

    for (int i = 0; i < 5; i++) {
      manager.scheduleWork(TestWork.of(() -> await(go)));
    }
    manager.statistics().awaitRunning(2, LIMIT);
    go.countDown();
    manager.statistics().awaitEnded(5, LIMIT);

    assertThat(manager.statistics().mostRunning()).isEqualTo(2);
    assertThat(manager.statistics().runs()).isEqualTo(5);
  }

  @Test
  void submitterIsBlockedWhenTheQueueIsFullAsOnWildFly() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    manager.threads(1).blockWhenFull(1);
    manager.scheduleWork(TestWork.of(() -> await(go)));
    manager.scheduleWork(TestWork.of(() -> await(go)));

    CompletableFuture<Void> third =
        CompletableFuture.runAsync(
            () -> {
              try {
                manager.scheduleWork(TestWork.of(() -> {}));
              } catch (WorkException e) {
                throw new CompletionException(e);
              }
            });
    while (manager.blocked() == 0) {
      Thread.onSpinWait();
    }
    assertThat(third).isNotDone();
    go.countDown();

    third.get(30, TimeUnit.SECONDS);
    manager.statistics().awaitEnded(3, LIMIT);
  }

  @Test
  void worksAreRejectedOnDemand() throws Exception {
    manager.rejectNext(1);
    assertThat(catchThrowable(() -> manager.scheduleWork(TestWork.of(() -> {}))))
        .isExactlyInstanceOf(WorkRejectedException.class);

    manager.rejectNextRetryable(1);
    assertThat(catchThrowable(() -> manager.scheduleWork(TestWork.of(() -> {}))))
        .isInstanceOf(RetryableWorkRejectedException.class);

    manager.doWork(TestWork.of(() -> {}));
    assertThat(manager.statistics().submissions()).isEqualTo(3);
    assertThat(manager.statistics().rejections()).isEqualTo(2);
  }

  @Test
  void heldWorksRunWhenTheTestSaysSo() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    manager.hold();
    manager.scheduleWork(TestWork.of(() -> ran.add("first")));
    manager.scheduleWork(TestWork.of(() -> ran.add("second")));

    assertThat(manager.held()).isEqualTo(2);
    assertThat(ran).isEmpty();
    assertThat(manager.runNext()).isTrue();
    assertThat(ran).containsExactly("first");
    assertThat(manager.runHeld()).isOne();
    assertThat(ran).containsExactly("first", "second");
    assertThat(manager.runNext()).isFalse();
  }

  @Test
  void resumeRunsWhatWasHeld() throws Exception {
    manager.hold();
    manager.scheduleWork(TestWork.of(() -> {}));

    manager.resume();

    manager.statistics().awaitEnded(1, LIMIT);
    manager.doWork(TestWork.of(() -> {}));
  }

  @Test
  void delayHoldsEachWorkBack() throws Exception {
    manager.delay(Duration.ofMillis(50));
    long before = System.nanoTime();

    manager.doWork(TestWork.of(() -> {}));

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000L);
  }

  @Test
  void workThatCannotStartInTimeIsRejected() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    manager.threads(1).startWork(TestWork.of(() -> await(go)));

    assertThatThrownBy(() -> manager.startWork(TestWork.of(() -> {}), 20, null, null))
        .isInstanceOf(WorkRejectedException.class)
        .extracting(e -> ((WorkException) e).getErrorCode())
        .isEqualTo(WorkException.START_TIMED_OUT);
    assertThatThrownBy(
            () -> manager.scheduleWork(TestWork.of(() -> {}), WorkManager.IMMEDIATE, null, null))
        .isInstanceOf(WorkRejectedException.class);
    go.countDown();
  }

  @Test
  void failureOfAWorkReachesTheSubmitterAndTheStatistics() {
    Work work =
        TestWork.of(
            () -> {
              throw new IllegalStateException("oops");
            });

    assertThatThrownBy(() -> manager.doWork(work))
        .isInstanceOf(WorkCompletedException.class)
        .hasRootCauseMessage("oops");
    assertThat(manager.statistics().failures()).singleElement().asString().contains("oops");
  }

  @Test
  void listenerHearsTheLifeOfAWork() throws Exception {
    List<Integer> events = Collections.synchronizedList(new ArrayList<>());
    WorkAdapter listener = new Recorder(events);

    manager.doWork(TestWork.of(() -> {}), WorkManager.INDEFINITE, null, listener);
    manager.rejectNext(1);
    assertThatThrownBy(
            () ->
                manager.scheduleWork(TestWork.of(() -> {}), WorkManager.INDEFINITE, null, listener))
        .isInstanceOf(WorkRejectedException.class);

    assertThat(events)
        .containsExactly(
            WorkEvent.WORK_ACCEPTED,
            WorkEvent.WORK_STARTED,
            WorkEvent.WORK_COMPLETED,
            WorkEvent.WORK_REJECTED);
  }

  @Test
  void listenerThatThrowsIsAViolation() throws Exception {
    WorkAdapter listener =
        new WorkAdapter() {
          @Override
          public void workStarted(WorkEvent event) {
            throw new IllegalStateException("listener");
          }
        };

    manager.doWork(TestWork.of(() -> {}), WorkManager.INDEFINITE, null, listener);

    assertThat(container.takeViolations()).singleElement().asString().contains("WorkListener");
  }

  @Test
  void synchronizedRunIsAViolation() {
    assertViolation(() -> manager.scheduleWork(new SynchronizedRun()), "run is synchronized");
  }

  @Test
  void synchronizedReleaseIsAViolation() {
    assertViolation(
        () -> manager.scheduleWork(new SynchronizedRelease()), "release is synchronized");
  }

  @Test
  void providerWithAnExecutionContextIsAViolation() {
    Work work = TestWork.with(List.of(), () -> {});

    assertViolation(
        () -> manager.scheduleWork(work, WorkManager.INDEFINITE, new ExecutionContext(), null),
        "ExecutionContext as well");
  }

  @Test
  void twoContextsOfOneTypeAreAViolation() {
    Work work = TestWork.with(List.of(new HintsContext(), new HintsContext()), () -> {});

    assertViolation(() -> manager.scheduleWork(work), "two contexts");
  }

  @Test
  void hintOfTheWrongTypeIsAViolation() {
    HintsContext hints = new HintsContext();
    hints.setHint(HintsContext.LONGRUNNING_HINT, "yes");

    assertViolation(
        () -> manager.scheduleWork(TestWork.with(List.of(hints), () -> {})), "must be a");
  }

  @Test
  void madeUpHintWithTheReservedPrefixIsAViolation() {
    HintsContext hints = new HintsContext();
    hints.setHint("jakarta.resource.Colour", "red");

    assertViolation(
        () -> manager.scheduleWork(TestWork.with(List.of(hints), () -> {})), "reserved prefix");
  }

  @Test
  void nullListOfContextsIsNone() throws Exception {
    manager.doWork(TestWork.with(null, () -> {}));

    assertThat(manager.statistics().runs()).isOne();
  }

  @Test
  void contextThatIsNotSupportedFailsTheWorkAndTellsTheContext() {
    container.contexts(Set.of());
    TellingHints hints = new TellingHints();
    AtomicBoolean ran = new AtomicBoolean();
    Work work = TestWork.with(List.<WorkContext>of(hints), () -> ran.set(true));

    assertThatThrownBy(() -> manager.doWork(work))
        .isInstanceOf(WorkCompletedException.class)
        .extracting(e -> ((WorkException) e).getErrorCode())
        .isEqualTo(WorkContextErrorCodes.UNSUPPORTED_CONTEXT_TYPE);
    assertThat(hints.failure).isEqualTo(WorkContextErrorCodes.UNSUPPORTED_CONTEXT_TYPE);
    assertThat(ran).isFalse();
  }

  @Test
  void contextIsToldThatItIsSetUp() throws Exception {
    TellingHints hints = new TellingHints();

    manager.doWork(TestWork.with(List.of(hints), () -> {}));

    assertThat(hints.complete).isTrue();
  }

  @Test
  void stopRejectsWhatWaitsAndReleasesAndInterruptsWhatRuns() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    TestWork running = TestWork.of(() -> interrupted.set(!await(never)));
    AtomicBoolean waitingRan = new AtomicBoolean();
    manager.threads(1).releaseAfterRun(false).startWork(running);
    manager.scheduleWork(TestWork.of(() -> waitingRan.set(true)));

    manager.stop(LIMIT);

    assertThat(interrupted).isTrue();
    assertThat(running.releases).hasValue(1);
    assertThat(waitingRan).isFalse();
    assertThatThrownBy(() -> manager.scheduleWork(TestWork.of(() -> {})))
        .isInstanceOf(WorkRejectedException.class);
  }

  @Test
  void workThatIgnoresTheStopIsAViolation() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    manager.startWork(
        TestWork.of(
            () -> {
              while (!await(end)) {
                Thread.onSpinWait();
              }
            }));

    manager.stop(Duration.ofMillis(50));
    end.countDown();

    assertThat(container.takeViolations()).singleElement().asString().contains("still runs");
  }

  private void assertViolation(Submission submission, String text) {
    assertThatThrownBy(submission::run)
        .isInstanceOf(ContractViolation.class)
        .hasMessageContaining(text);
    assertThat(container.takeViolations()).hasSize(1);
  }

  private interface Submission {
    void run() throws WorkException;
  }

  /** Whether the latch opened, and not an interrupt ended the wait. */
  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** A Work that could block the one who stops it. */
  static final class SynchronizedRun implements Work {
    @Override
    public synchronized void run() {}

    @Override
    public void release() {}
  }

  /** A Work of which the release would wait for its run. */
  static final class SynchronizedRelease implements Work {
    @Override
    public void run() {}

    @Override
    public synchronized void release() {}
  }

  private static final class TellingHints extends HintsContext
      implements WorkContextLifecycleListener {
    private static final long serialVersionUID = 1L;
    private volatile boolean complete;
    private volatile String failure;

    @Override
    public void contextSetupComplete() {
      complete = true;
    }

    @Override
    public void contextSetupFailed(String code) {
      failure = code;
    }
  }

  private static final class Recorder extends WorkAdapter {
    private final List<Integer> events;

    Recorder(List<Integer> events) {
      this.events = events;
    }

    @Override
    public void workAccepted(WorkEvent event) {
      events.add(event.getType());
    }

    @Override
    public void workRejected(WorkEvent event) {
      events.add(event.getType());
    }

    @Override
    public void workStarted(WorkEvent event) {
      events.add(event.getType());
    }

    @Override
    public void workCompleted(WorkEvent event) {
      events.add(event.getType());
    }
  }
}
