package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.resource.spi.ResourceAllocationException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.LimitReachedException;
import org.rarebit.api.MayHaveRun;
import org.rarebit.api.NoConnectionException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;

/** A pool that has no connection left says who has them. */
class PoolExhaustedTest {

  private AdapterFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = AdapterFixture.start();
    fixture.pool().maxSize(2).blockingTimeout(Duration.ofMillis(50));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private String refusal() {
    LimitReachedException refused =
        catchThrowableOfType(LimitReachedException.class, () -> fixture.connect().close());
    assertThat(refused.mayHaveRun()).isEqualTo(MayHaveRun.NO);
    assertThat(refused.isWorthRetrying()).isTrue();
    assertThat(refused)
        .hasMessageStartingWith("All 2 connections are in use")
        .hasCauseInstanceOf(ResourceAllocationException.class);
    return refused.getMessage();
  }

  @Test
  void theErrorNamesTheThreadsAndWhereTheyAre() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread slow = new Thread(() -> keep(taken, done), "slow report");
    slow.start();
    taken.await();
    try (RpcConnection mine = fixture.connect()) {
      assertThat(refusal())
          .contains("In use are 2 connections")
          .containsPattern("1 handle for \\d+\\.\\d")
          .contains("by thread \"slow report\"")
          .contains(", which is at org.rarebit.ra.PoolExhaustedTest.keep(PoolExhaustedTest.java:")
          .contains("by thread \"" + Thread.currentThread().getName() + "\"")
          .doesNotContain("taken at");
      assertThat(mine.client(Target.topic("any"))).isNotNull();
    } finally {
      done.countDown();
      slow.join();
    }
  }

  private void keep(CountDownLatch taken, CountDownLatch done) {
    try (RpcConnection connection = fixture.connect()) {
      assertThat(connection).isNotNull();
      taken.countDown();
      done.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void onceThatHasHappenedThePlacesWhereConnectionsAreTakenAreNamed() throws Exception {
    exhaust();
    exhaust();
  }

  private void exhaust() {
    try (RpcConnection one = fixture.connect();
        RpcConnection two = fixture.connect()) {
      String refusal = refusal();
      assertThat(refusal.contains("taken at"))
          .as("%s, of %s and %s", refusal, one, two)
          .isEqualTo(seenBefore);
      if (seenBefore) {
        assertThat(refusal).contains("taken at org.rarebit.ra.AdapterFixture.connect(");
      }
      seenBefore = true;
    }
  }

  private boolean seenBefore;

  @Test
  void connectionsThatOnlyATransactionKeepsAreNamedAsSuch() throws Exception {
    fixture.pool().maxSize(1).keepUntilCompletion();
    fixture.container().transactions().begin();
    fixture.connect().close();
    Thread other =
        new Thread(
            () ->
                assertThatThrownBy(() -> fixture.connect().close())
                    .hasMessageContaining("[closed handles, kept by a transaction, for"));
    Throwable[] failure = new Throwable[1];
    other.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
    other.start();
    other.join();
    fixture.container().transactions().commit();

    assertThat(failure[0]).isNull();
  }

  @Test
  void nobodyIsNamedWhereTheBrokerIsTheReason() throws Exception {
    fixture.pool().maxSize(3);
    try (RpcConnection one = fixture.connect()) {
      assertThat(one).isNotNull();
      fixture.stopBroker();
    }

    assertThatThrownBy(() -> fixture.connect().close())
        .isInstanceOf(NoConnectionException.class)
        .hasMessageNotContaining("In use");
  }

  @Test
  void nobodyIsNamedWhoHasGivenItBack() throws Exception {
    fixture.serve();
    try (RpcConnection one = fixture.connect();
        RpcConnection two = fixture.connect()) {
      assertThat(one).isNotSameAs(two);
    }
    try (RpcConnection one = fixture.connect()) {
      assertThat(
              one.client(Target.topic("calculator")).request("add").arg("a", 1).arg("b", 2).call())
          .isEqualTo(3L);
    }
    assertThat(fixture.pool().idle()).isEqualTo(2);
  }
}
