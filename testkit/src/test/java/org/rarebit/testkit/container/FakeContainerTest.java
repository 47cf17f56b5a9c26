package org.rarebit.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.SecurityContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeContainerTest {

  private final FakeContainer container = new FakeContainer();
  private final TestAdapter adapter = new TestAdapter();
  private final FakeEndpointFactory<EchoBean> endpoints =
      container.endpoints(EchoBean.class, EchoBean::new);
  private final TestAdapter.Spec spec = new TestAdapter.Spec();

  @AfterEach
  void stop() {
    container.close();
  }

  @Test
  void adapterLivesAndLeavesNothing() throws Exception {
    container.start(adapter);
    container.activate(spec, endpoints);
    container.deactivate(spec, endpoints);
    container.stop();

    assertThat(container.violations()).isEmpty();
    assertThat(spec.getResourceAdapter()).isSameAs(adapter);
    assertThat(spec.validations).isZero();
  }

  @Test
  void lifecycleRunsOnContainerThreadsWithoutTheApplicationsClassLoader() throws Exception {
    adapter.onStart =
        () ->
            assertThat(Thread.currentThread().getContextClassLoader())
                .isSameAs(ClassLoader.getPlatformClassLoader());

    container.start(adapter);

    assertThat(container.violations()).isEmpty();
  }

  @Test
  void specsAreValidatedOnDemand() throws Exception {
    container.validateSpecs().start(adapter);

    container.activate(spec, endpoints);

    assertThat(spec.validations).isOne();
  }

  @Test
  void theAdaptersOwnExceptionsPassThrough() {
    adapter.onStart =
        () -> {
          throw new ResourceException("no port");
        };

    assertThatThrownBy(() -> container.start(adapter))
        .isInstanceOf(ResourceAdapterInternalException.class);
    assertThat(container.violations()).isEmpty();
  }

  @Test
  void uncheckedExceptionOfALifecycleMethodIsAViolation() {
    adapter.onStart =
        () -> {
          throw new IllegalStateException("oops");
        };

    assertThatThrownBy(() -> container.start(adapter))
        .isInstanceOf(ContractViolation.class)
        .hasMessageContaining("oops");
    container.takeViolations();
  }

  @Test
  void hangingStartIsAViolation() {
    CountDownLatch never = new CountDownLatch(1);
    container.limit(Duration.ofMillis(100));
    adapter.onStart =
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new ResourceException(e);
          }
        };

    assertThatThrownBy(() -> container.start(adapter))
        .isInstanceOf(ContractViolation.class)
        .hasMessageContaining("start() did not return within PT0.1S");
    container.takeViolations();
    container.limit(Duration.ofSeconds(30)); // for its stop
  }

  @Test
  void startThatWaitsForAWorkIsAViolation() {
    adapter.onStart = () -> adapter.context.getWorkManager().doWork(TestWork.of(() -> {}));

    assertThatThrownBy(() -> container.start(adapter))
        .hasMessageContaining("doWork within start()");
    container.takeViolations();
  }

  @Test
  void threadThatOutlivesStopIsAViolation() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    container.limit(Duration.ofSeconds(1));
    adapter.onStart =
        () -> {
          Thread thread = new Thread(() -> awaitUninterruptibly(end), "leaked");
          thread.setDaemon(true);
          thread.start();
        };
    container.start(adapter);

    container.stop();
    end.countDown();

    assertThat(container.takeViolations())
        .singleElement()
        .asString()
        .contains("leaked", "outlived");
  }

  @Test
  void timerThatOutlivesStopIsAViolation() throws Exception {
    adapter.onStart = () -> adapter.context.createTimer();
    container.start(adapter);

    container.stop();

    assertThat(container.takeViolations()).singleElement().asString().contains("timer");
  }

  @Test
  void timersAreRefusedAsThePolicySays() throws Exception {
    container.start(adapter);

    container.timers(TimerPolicy.UNAVAILABLE);
    assertThatThrownBy(() -> adapter.context.createTimer())
        .isInstanceOf(UnavailableException.class);

    container.timers(TimerPolicy.UNSUPPORTED);
    assertThatThrownBy(() -> adapter.context.createTimer())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void contextsAreKnownByTheirStandardClass() throws Exception {
    container.start(adapter);

    assertThat(adapter.context.isContextSupported(SecurityContext.class)).isTrue();
    container.contexts(Set.of(HintsContext.class));
    assertThat(adapter.context.isContextSupported(SecurityContext.class)).isFalse();
    assertThatThrownBy(() -> adapter.context.isContextSupported(null))
        .isInstanceOf(ContractViolation.class);
    container.takeViolations();
  }

  @Test
  void theAdapterSeesTransactionsUnlessThereAreNone() throws Exception {
    container.start(adapter);

    assertThat(adapter.context.getTransactionSynchronizationRegistry())
        .isSameAs(container.transactions().registry());
    container.withoutTransactionRegistry();
    assertThat(adapter.context.getTransactionSynchronizationRegistry()).isNull();
    assertThat(adapter.context.getXATerminator()).isNull();
  }

  @Test
  void specThatTakesAnotherAdapterIsAViolation() throws Exception {
    container.start(adapter);

    assertThatThrownBy(() -> container.activate(new TestAdapter.Spec(true), endpoints))
        .isInstanceOf(ContractViolation.class)
        .hasMessageContaining("5.3.2");
    container.takeViolations();
  }

  @Test
  void deactivationThatThrowsIsAViolation() throws Exception {
    adapter.onDeactivation =
        factory -> {
          throw new ResourceException("no");
        };
    container.start(adapter);
    container.activate(spec, endpoints);

    container.deactivate(spec, endpoints);

    assertThat(container.takeViolations())
        .singleElement()
        .asString()
        .contains("endpointDeactivation() threw");
  }

  @Test
  void stopDeactivatesWhatIsActive() throws Exception {
    CountDownLatch deactivated = new CountDownLatch(1);
    adapter.onDeactivation = factory -> deactivated.countDown();
    container.start(adapter);
    container.activate(spec, endpoints);

    container.stop();

    assertThat(deactivated.getCount()).isZero();
  }

  @Test
  void closeThrowsTheViolationsNobodyTook() throws Exception {
    FakeContainer other = new FakeContainer();
    other.start(adapter);
    assertThatThrownBy(() -> adapter.context.isContextSupported(null));
    assertThatThrownBy(() -> adapter.context.getWorkManager().scheduleWork(null));

    assertThatThrownBy(other::close)
        .isInstanceOf(ContractViolation.class)
        .hasMessageContaining("isContextSupported(null)")
        .satisfies(violation -> assertThat(violation.getSuppressed()).hasSize(1));
    other.close();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
