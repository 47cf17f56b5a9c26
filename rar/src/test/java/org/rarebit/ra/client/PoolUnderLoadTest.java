package org.rarebit.ra.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.AdapterFixture;
import org.rarebit.ra.broker.AdapterServices;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.testkit.broker.EmbeddedBroker;

/** What a pool costs, and that nothing is left in it. */
class PoolUnderLoadTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final int THREADS = 64;

  /** Over all threads; more under the Maven profile "load". */
  private static final int CALLS = Integer.getInteger("rarebit.test.calls", 20_000);

  @Test
  void twoHundredConnectionsShareTheSocketsThatTheirNumberAsksFor() throws Exception {
    for (int channelsPerLink : List.of(256, 50)) {
      try (AdapterFixture fixture =
          AdapterFixture.start(adapter -> adapter.setChannelsPerLink(channelsPerLink))) {
        fixture.pool().maxSize(200);
        List<RpcConnection> handles = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          handles.add(fixture.connect());
        }

        int sockets = fixture.broker().connectionCount();

        assertThat(fixture.pool().size()).isEqualTo(200);
        assertThat(sockets).isEqualTo((200 + channelsPerLink - 1) / channelsPerLink);
        handles.forEach(RpcConnection::close);
      }
    }
  }

  @Test
  void nothingIsLeftAfterManyThreadsHaveTakenCalledAndClosed() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      fixture.pool().maxSize(16);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      try {
        List<Future<Long>> sums = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          int share = CALLS / THREADS + (i < CALLS % THREADS ? 1 : 0);
          sums.add(threads.submit(() -> callRepeatedly(fixture, share)));
        }
        long all = 0;
        for (Future<Long> sum : sums) {
          all += sum.get(5, TimeUnit.MINUTES);
        }
        assertThat(all).isEqualTo(CALLS);
      } finally {
        threads.shutdownNow();
      }

      assertThat(fixture.pool().openHandles()).isZero();
      assertThat(fixture.pool().idle()).isEqualTo(fixture.pool().size());
      assertThat(pendingCalls(fixture)).isZero();
      assertThat(fixture.broker().await(AdapterFixture.PATIENCE, PoolUnderLoadTest::isEmpty))
          .as("no message is left: the last acknowledgements leave a little later")
          .isTrue();
      assertThat(fixture.broker().queueNames().stream().filter(q -> q.startsWith("reply_")))
          .as("one reply queue for them all")
          .hasSize(1);
    }
  }

  @Test
  void aPoolThatIsFlushedAgainAndAgainAnswersEveryCall() throws Exception {
    int calls = 4_000;
    int threads = 8;
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      fixture.pool().maxSize(threads);
      ExecutorService callers = Executors.newFixedThreadPool(threads);
      List<Future<Long>> sums = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        sums.add(callers.submit(() -> callRepeatedly(fixture, calls / threads)));
      }
      callers.shutdown();

      while (!callers.isTerminated()) { // closes those that are idle at the moment
        fixture.pool().flush();
        LockSupport.parkNanos(1_000_000);
      }

      long all = 0;
      for (Future<Long> sum : sums) {
        all += sum.get();
      }
      assertThat(all).isEqualTo(calls);
      assertThat(fixture.pool().destroyed()).as("it was flushed indeed").isPositive();
      fixture.pool().flush();
      assertThat(fixture.pool().size()).isZero();
      assertThat(pendingCalls(fixture)).isZero();
    }
  }

  private static long callRepeatedly(AdapterFixture fixture, int times) throws Exception {
    long sum = 0;
    for (int i = 0; i < times; i++) {
      try (RpcConnection connection = fixture.connect()) {
        sum +=
            (Long) connection.client(CALCULATOR).request("add").arg("a", i).arg("b", 1 - i).call();
      }
    }
    return sum;
  }

  private static boolean isEmpty(EmbeddedBroker broker) {
    return broker.queueNames().stream()
        .allMatch(queue -> broker.messageCount(queue) == 0 && broker.unackedCount(queue) == 0);
  }

  private static int pendingCalls(AdapterFixture fixture) throws Exception {
    AdapterServices services = fixture.adapter().services();
    try (LinkPool.Lease lease =
        services.links().lease(services.defaults(), Deadline.after(Duration.ofSeconds(30)))) {
      return LinkSession.of(lease.link(), services).replies().waiting().count();
    }
  }
}
