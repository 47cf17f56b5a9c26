package org.rarebit.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.SecurityContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkCompletedException;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextErrorCodes;
import jakarta.resource.spi.work.WorkContextLifecycleListener;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.Subject;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.ra.broker.Scheduler;
import org.rarebit.ra.broker.ThreadRole;

/** What is submitted, and what comes of each way in which containers answer. */
class WorkExecutorTest {

  private static final CallerIdentity ALICE = new CallerIdentity("alice", List.of("admin"));

  /** Keeps what is submitted; the test is the container. */
  private static class Container implements BootstrapContext, WorkManager, Scheduler {

    private record Submitted(Work work, ExecutionContext execution, WorkListener listener) {}

    private final Set<Class<? extends WorkContext>> supported;
    private final List<Class<?>> asked = new ArrayList<>();
    private final List<Submitted> submitted = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private WorkException answer;
    private RuntimeException fault;
    private Error error;

    Container(Set<Class<? extends WorkContext>> supported) {
      this.supported = supported;
    }

    Container() {
      this(Set.of(SecurityContext.class, HintsContext.class));
    }

    Submitted last() {
      return submitted.get(submitted.size() - 1);
    }

    void runLater() {
      List<Runnable> due = List.copyOf(later);
      later.clear();
      due.forEach(Runnable::run);
    }

    void tell(Submitted to, int type, WorkException exception) {
      WorkEvent event = new WorkEvent(this, type, to.work(), exception);
      switch (type) {
        case WorkEvent.WORK_ACCEPTED -> to.listener().workAccepted(event);
        case WorkEvent.WORK_REJECTED -> to.listener().workRejected(event);
        case WorkEvent.WORK_STARTED -> to.listener().workStarted(event);
        default -> to.listener().workCompleted(event);
      }
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> type) {
      asked.add(type);
      return supported.contains(type);
    }

    @Override
    public void scheduleWork(
        Work work, long startTimeout, ExecutionContext execution, WorkListener listener)
        throws WorkException {
      if (error != null) {
        throw error;
      }
      submitted.add(new Submitted(work, execution, listener));
      if (answer != null) {
        throw answer;
      }
      if (fault != null) {
        throw fault;
      }
    }

    @Override
    public Task after(Duration delay, Runnable task) {
      later.add(task);
      return () -> later.remove(task);
    }

    @Override
    public WorkManager getWorkManager() {
      return this;
    }

    @Override
    public void doWork(Work work) {
      throw new AssertionError("blocks");
    }

    @Override
    public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
      throw new AssertionError("blocks");
    }

    @Override
    public long startWork(Work work) {
      throw new AssertionError("blocks");
    }

    @Override
    public long startWork(
        Work work, long timeout, ExecutionContext context, WorkListener listener) {
      throw new AssertionError("blocks");
    }

    @Override
    public void scheduleWork(Work work) {
      throw new AssertionError("nobody would learn of a rejection");
    }

    @Override
    public XATerminator getXATerminator() {
      return null;
    }

    @Override
    public Timer createTimer() {
      throw new UnsupportedOperationException();
    }

    @Override
    public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
      return null;
    }
  }

  private final AtomicInteger runs = new AtomicInteger();
  private final List<String> refusals = new ArrayList<>();

  private static WorkExecutor executor(Container container, String workName) {
    return WorkExecutor.of(container, container, workName);
  }

  private void executeAsAlice(WorkExecutor works) {
    works.executeAs(ALICE, runs::incrementAndGet, refusals::add);
  }

  private static SecurityContext identityOf(Work work) {
    return (SecurityContext)
        ((WorkContextProvider) work)
            .getWorkContexts().stream()
                .filter(SecurityContext.class::isInstance)
                .findFirst()
                .orElseThrow();
  }

  private static void establish(Work work) {
    identityOf(work).setupSecurityContext(callbacks -> {}, new Subject(), null);
  }

  @Test
  @Tag("point-47")
  void eventsMayComeInAnyOrderAndTwice() {
    Container container = new Container();
    executor(container, null).execute(runs::incrementAndGet);
    Container.Submitted submitted = container.last();

    container.tell(submitted, WorkEvent.WORK_COMPLETED, null);
    container.tell(submitted, WorkEvent.WORK_STARTED, null);
    submitted.work().run();
    container.tell(submitted, WorkEvent.WORK_ACCEPTED, null);
    container.tell(submitted, WorkEvent.WORK_REJECTED, new WorkRejectedException());
    container.tell(submitted, WorkEvent.WORK_COMPLETED, new WorkCompletedException());
    submitted.work().release();
    submitted.work().run();
    container.runLater();

    assertThat(runs).hasValue(1);
    assertThat(container.submitted).hasSize(1);
  }

  @Test
  @Tag("point-46")
  @Tag("point-47")
  void aRejectionIsTriedAgainOnceHoweverOftenItIsTold() {
    Container container = new Container();
    container.answer = new WorkRejectedException("busy");
    executor(container, null).execute(runs::incrementAndGet);
    Container.Submitted first = container.last();
    container.tell(first, WorkEvent.WORK_REJECTED, new WorkRejectedException("busy"));
    container.tell(first, WorkEvent.WORK_REJECTED, null);

    assertThat(container.later).hasSize(1);
    container.answer = null;
    container.runLater();
    container.last().work().run();
    first.work().run(); // it was rejected: a container that runs it all the same runs nothing

    assertThat(runs).hasValue(1);
    assertThat(container.submitted).hasSize(2);
  }

  @Test
  @Tag("point-46")
  void anyOtherFaultOfTheWorkManagersIsARejection() {
    Container container = new Container();
    container.fault = new IllegalStateException("the pool is shut down");
    executor(container, null).execute(runs::incrementAndGet);

    container.fault = null;
    container.runLater();
    container.last().work().run();

    assertThat(runs).hasValue(1);
    assertThat(container.submitted).hasSize(2);
  }

  @Test
  @Tag("point-51")
  void theContextsOfAWorkAreFixedAndOfDifferentTypes() {
    Container container = new Container();
    executeAsAlice(executor(container, "rarebit"));
    WorkContextProvider provider = (WorkContextProvider) container.last().work();

    List<WorkContext> contexts = provider.getWorkContexts();

    assertThat(provider.getWorkContexts()).isEqualTo(contexts);
    assertThat(contexts).isUnmodifiable();
    assertThat(contexts)
        .hasSize(2)
        .satisfiesOnlyOnce(one -> assertThat(one).isInstanceOf(HintsContext.class))
        .satisfiesOnlyOnce(one -> assertThat(one).isInstanceOf(SecurityContext.class));
  }

  @Test
  @Tag("point-51")
  void aRejectedWorkComesWithAFreshIdentity() {
    Container container = new Container();
    container.answer = new WorkRejectedException("busy");
    executeAsAlice(executor(container, null));
    SecurityContext first = identityOf(container.last().work());
    container.answer = null;

    container.runLater();

    assertThat(identityOf(container.last().work())).isNotSameAs(first);
    establish(container.last().work());
    container.last().work().run();
    assertThat(runs).hasValue(1);
    assertThat(refusals).isEmpty();
  }

  @Test
  @Tag("point-52")
  void theContainerIsAskedForTheStandardTypesBeforeAnyIsSubmitted() {
    Container container = new Container();
    executor(container, "rarebit");

    assertThat(container.asked).containsExactly(SecurityContext.class, HintsContext.class);
    assertThat(container.submitted).isEmpty();
  }

  @Test
  @Tag("point-52")
  void aContainerWithoutContextsGetsPlainWorks() {
    Container container = new Container(Set.of());
    WorkExecutor works = executor(container, "rarebit");

    works.execute(runs::incrementAndGet);

    assertThat(container.last().work()).isNotInstanceOf(WorkContextProvider.class);
    executeAsAlice(works);
    assertThat(container.submitted).hasSize(1);
    assertThat(refusals).containsExactly("it supports no SecurityContext");
  }

  @Test
  @Tag("point-53")
  void noWorkComesWithAnExecutionContext() {
    Container container = new Container();
    WorkExecutor named = executor(container, "rarebit");
    named.execute(runs::incrementAndGet);
    executeAsAlice(named);

    assertThat(container.submitted)
        .hasSize(2)
        .allSatisfy(
            submitted -> {
              assertThat(submitted.work()).isInstanceOf(WorkContextProvider.class);
              assertThat(submitted.execution()).isNull();
            });
  }

  @Test
  @Tag("point-54")
  void theOnlyHintIsTheNameAsText() {
    Container container = new Container();
    WorkExecutor works = executor(container, "rarebit");
    works.execute(runs::incrementAndGet);
    works.execute(runs::incrementAndGet);

    List<WorkContext> hints =
        container.submitted.stream()
            .map(submitted -> ((WorkContextProvider) submitted.work()).getWorkContexts())
            .peek(contexts -> assertThat(contexts).hasSize(1))
            .map(contexts -> contexts.get(0))
            .toList();
    assertThat(((HintsContext) hints.get(0)).getHints())
        .hasSize(1)
        .containsEntry(HintsContext.NAME_HINT, "rarebit");
    assertThat(hints.get(0)).isSameAs(hints.get(1)); // made once
  }

  @Test
  @Tag("point-54")
  void withoutANameAWorkBringsNoContext() {
    Container container = new Container();

    executor(container, null).execute(runs::incrementAndGet);

    assertThat(container.last().work()).isNotInstanceOf(WorkContextProvider.class);
  }

  @Test
  void aContainerThatCannotDoWithNamesDoesWithout() {
    Container container = new Container();
    container.answer =
        new WorkCompletedException("no hints", WorkContextErrorCodes.CONTEXT_SETUP_FAILED);
    executor(container, "rarebit").execute(runs::incrementAndGet);
    container.answer = null;

    container.runLater();

    assertThat(container.last().work()).isNotInstanceOf(WorkContextProvider.class);
    container.last().work().run();
    assertThat(runs).hasValue(1);
  }

  /** By exception at once, by the listener's event, by the context's, or by several of them. */
  @ParameterizedTest
  @Tag("point-55")
  @ValueSource(strings = {"exception", "event", "context", "all"})
  void anIdentityThatIsNotTakenOverIsToldOnceAndNothingRuns(String how) {
    Container container = new Container();
    WorkException failure =
        new WorkCompletedException("no", WorkContextErrorCodes.CONTEXT_SETUP_FAILED);
    container.answer = how.equals("exception") || how.equals("all") ? failure : null;
    executeAsAlice(executor(container, null));
    Container.Submitted submitted = container.last();
    if (how.equals("context") || how.equals("all")) {
      ((WorkContextLifecycleListener) identityOf(submitted.work()))
          .contextSetupFailed(WorkContextErrorCodes.CONTEXT_SETUP_FAILED);
    }
    if (how.equals("event") || how.equals("all")) {
      container.tell(submitted, WorkEvent.WORK_COMPLETED, failure);
    }
    submitted.work().run(); // a container that runs it all the same

    assertThat(refusals).hasSize(1);
    assertThat(runs).hasValue(0);
    assertThat(container.later).isEmpty();
  }

  @Test
  @Tag("point-55")
  void aContainerThatTakesNoNoticeOfTheIdentityDoesNotRunTheWork() {
    Container container = new Container();
    executeAsAlice(executor(container, null));

    container.last().work().run();

    assertThat(runs).hasValue(0);
    assertThat(refusals).containsExactly("it did not ask for the identity");
  }

  @Test
  @Tag("point-75")
  void aCallbackThatTheContainerDoesNotKnowFailsTheSetUp() {
    Container container = new Container();
    executeAsAlice(executor(container, null));
    SecurityContext identity = identityOf(container.last().work());

    try {
      identity.setupSecurityContext(
          callbacks -> {
            throw new UnsupportedCallbackException(callbacks[1], "no groups here");
          },
          new Subject(),
          null);
    } catch (IllegalStateException expected) {
      ((WorkContextLifecycleListener) identity)
          .contextSetupFailed(WorkContextErrorCodes.CONTEXT_SETUP_FAILED);
    }

    assertThat(refusals).singleElement().asString().contains("no groups here");
  }

  @Test
  void whatComesAfterTheStopRunsAtOnce() {
    Container container = new Container();
    WorkExecutor works = executor(container, null);
    works.stop();

    works.execute(runs::incrementAndGet);

    assertThat(runs).hasValue(1);
    assertThat(container.submitted).isEmpty();
  }

  @Test
  void threadsThatMustWaitForNobodyDoNotWaitForAContainerWhoseQueueIsFull() throws Exception {
    CountDownLatch room = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(20);
    Container full =
        new Container() {
          @Override
          public void scheduleWork(
              Work work, long startTimeout, ExecutionContext execution, WorkListener listener) {
            try {
              room.await(); // as WildFly's does
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            work.run();
          }
        };
    WorkExecutor works = WorkExecutor.of(full, full, null);

    for (int i = 0; i < 10; i++) {
      ThreadRole.READER.run(() -> works.execute(ran::countDown));
      ThreadRole.TIMER.run(() -> works.execute(ran::countDown));
    }
    assertThat(ran.getCount()).isEqualTo(20); // and we are here

    room.countDown();
    assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ThreadRole.violations()).isEmpty();
    works.stop();
  }

  @Test
  void anErrorOfTheContainerIsARejection() {
    Container container = new Container();
    AtomicInteger runs = new AtomicInteger();
    container.error = new OutOfMemoryError("unable to create native thread");
    WorkExecutor works = WorkExecutor.of(container, container, null);

    works.execute(runs::incrementAndGet);
    container.error = null;
    container.runLater();
    container.last().work().run();

    assertThat(runs).hasValue(1);
  }

  @Test
  void anErrorOfTheThreadThatHandsWorksOverDoesNotEndHandingOver() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    Container container =
        new Container() {
          @Override
          public void scheduleWork(
              Work work, long startTimeout, ExecutionContext execution, WorkListener listener) {
            if (failed.getCount() > 0) {
              throw new OutOfMemoryError("Java heap space");
            }
            work.run();
          }

          @Override
          public Task after(Duration delay, Runnable task) {
            failed.countDown(); // to schedule it takes memory, too
            throw new OutOfMemoryError("Java heap space");
          }
        };
    WorkExecutor works = executor(container, null);
    ThreadRole.TIMER.run(() -> works.execute(first::countDown));
    assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();

    ThreadRole.TIMER.run(() -> works.execute(second::countDown));

    assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    works.stop();
  }
}
