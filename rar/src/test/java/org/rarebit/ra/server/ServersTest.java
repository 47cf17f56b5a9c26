package org.rarebit.ra.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcContract;
import org.rarebit.api.spi.ContractOperations;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.broker.Monitors;
import org.rarebit.ra.broker.QueueIds;
import org.rarebit.ra.broker.TimerScheduler;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Topology;
import org.rarebit.ra.wire.TopologyOptions;

class ServersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final BrokerSettings NOWHERE = BrokerSettings.of("rabbit://127.0.0.1:1/");

  @RpcContract
  interface Clock {
    String time();
  }

  private final TimerScheduler scheduler = new TimerScheduler(new Timer("test", true));
  private final LinkPool links = new LinkPool("test");
  private final Servers servers =
      new Servers(
          new AdapterServices(
              NOWHERE,
              Topology.DEFAULT_EXCHANGE,
              new Topology(TopologyOptions.DEFAULT),
              QueueIds.random(),
              Limits.DEFAULT,
              links,
              work -> {}, // none is needed: nothing connects
              scheduler,
              new Monitors()));

  @AfterEach
  void stop() {
    links.close();
    scheduler.stop();
  }

  /** A container activates beans on several threads; the first one of a server makes it. */
  @Test
  void ofTwoBeansWithOneMethodThatAreActivatedAtTheSameMomentOneIsRefused() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    CompletableFuture<Activation> first = new CompletableFuture<>();
    CompletableFuture<Activation> second = new CompletableFuture<>();
    Held held = new Held("com.example.FirstClock", mayGoOn);
    Thread one = activating(held, first);
    assertThat(held.isAsked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Thread other = activating(new Held("com.example.SecondClock", new CountDownLatch(0)), second);

    awaitThatItWaitsFor(one, other); // or has been activated meanwhile
    mayGoOn.countDown();

    Activation active = first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(second)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .withMessageStartingWith(
            "com.example.SecondClock and com.example.FirstClock, which serves already, both have"
                + " time of server clock@node1.");
    servers.end(active, Deadline.after(Duration.ZERO));
  }

  private Thread activating(Bean bean, CompletableFuture<Activation> activation) {
    Thread thread =
        new Thread(
            () -> {
              try {
                activation.complete(
                    servers.serve(
                        new RpcServerSettings(
                            NOWHERE, "e", "clock", "node1", 1, Duration.ZERO, 0, true, PATIENCE),
                        new RpcServerSettings.OfBean(
                            List.copyOf(ContractOperations.of(Clock.class).values()),
                            1,
                            RpcServerSettings.Acknowledgement.BEFORE_DISPATCH,
                            true,
                            new CircuitBreaker.Policy(0, PATIENCE, PATIENCE)),
                        bean,
                        Duration.ZERO));
              } catch (RuntimeException | Error e) {
                activation.completeExceptionally(e);
              }
            });
    thread.start();
    return thread;
  }

  private static void awaitThatItWaitsFor(Thread owner, Thread waiting) {
    Deadline deadline = Deadline.after(PATIENCE);
    while (waiting.isAlive() && ownerOfTheLockOf(waiting) != owner.getId()) {
      assertThat(deadline.isPassed()).isFalse();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long ownerOfTheLockOf(Thread waiting) {
    ThreadInfo seen = ManagementFactory.getThreadMXBean().getThreadInfo(waiting.getId());
    return seen == null ? -1 : seen.getLockOwnerId();
  }

  /** Its name is asked for when it is about to be added, which waits. */
  private static final class Held implements Bean {

    final CountDownLatch isAsked = new CountDownLatch(1);
    private final String name;
    private final CountDownLatch mayGoOn;

    Held(String name, CountDownLatch mayGoOn) {
      this.name = name;
      this.mayGoOn = mayGoOn;
    }

    @Override
    public String className() {
      isAsked.countDown();
      try {
        mayGoOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return name;
    }

    @Override
    public Outcome deliver(Call call) {
      throw new UnsupportedOperationException("nothing comes");
    }

    @Override
    public Outcome failed(Throwable failure) {
      throw new UnsupportedOperationException("nothing comes");
    }

    @Override
    public boolean runsAsCaller() {
      return false;
    }

    @Override
    public void runAs(RequestContext caller, Runnable delivery, Runnable refused) {
      throw new UnsupportedOperationException("nothing comes");
    }

    @Override
    public void threadLeaves() {}

    @Override
    public void close() {}
  }
}
