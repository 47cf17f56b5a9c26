package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimerSchedulerTest {

  private final TimerScheduler scheduler = new TimerScheduler(new Timer("tested timer", true));

  @AfterEach
  void stop() {
    scheduler.stop();
  }

  @Test
  void whateverATaskThrowsTheNextOneRuns() throws Exception {
    CompletableFuture<String> ran = new CompletableFuture<>();

    scheduler.after(
        Duration.ZERO,
        () -> {
          throw new OutOfMemoryError("unable to create native thread");
        });
    scheduler.after(
        Duration.ofMillis(1),
        () -> {
          throw new IllegalStateException("a bug");
        });
    scheduler.after(Duration.ofMillis(2), () -> ran.complete("ran"));

    assertThat(ran.get(20, TimeUnit.SECONDS)).isEqualTo("ran");
  }

  @Test
  void itsTasksRunAsWhatMustNotWait() throws Exception {
    CompletableFuture<ThreadRole> role = new CompletableFuture<>();

    scheduler.after(Duration.ZERO, () -> role.complete(ThreadRole.current()));

    assertThat(role.get(20, TimeUnit.SECONDS)).isEqualTo(ThreadRole.TIMER);
  }
}
