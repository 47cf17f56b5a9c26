package org.rarebit.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {

  private static final long PATIENCE_SECONDS = 30;

  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final ExecutorService writers = Executors.newCachedThreadPool();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile int failing;
  private final Feed feed =
      new Feed(
          () -> {
            if (looks.incrementAndGet() == failing) {
              throw new IllegalStateException("JMX does not answer");
            }
            return List.of(Samples.activation("<b>\"Bean\"", "State", "ACTIVE", "Served", 5L));
          },
          System::currentTimeMillis,
          () -> true,
          scheduler,
          writers);

  @AfterEach
  void stop() {
    feed.close();
    scheduler.shutdownNow();
    writers.shutdownNow();
  }

  @Test
  void aListenerHearsTheCourseFirstAndThenTheState() throws Exception {
    Recorder recorder = new Recorder();

    assertThat(feed.add(recorder)).isTrue();

    assertThat(recorder.next())
        .isEqualTo("event: course\ndata: {\"points\":[],\"methods\":{}}\n\n");
    String state = recorder.next();
    assertThat(state).startsWith("event: state\ndata: {").endsWith("}\n\n");
    JsonObject json = json(state);
    assertThat(json.getBoolean("readOnly")).isTrue();
    JsonObject bean = json.getJsonArray("beans").getJsonObject(0);
    assertThat(bean.getJsonObject("key").getString("bean")).isEqualTo("<b>\"Bean\"");
    assertThat(bean.getJsonObject("attributes").getInt("Served")).isEqualTo(5);
    assertThat(recorder.next()).startsWith("event: state"); // and so on
  }

  @Test
  void oneReaderLooksForAllListenersAndNobodyWhenTheyHaveGone() throws Exception {
    List<Recorder> recorders = List.of(new Recorder(), new Recorder(), new Recorder());
    recorders.forEach(feed::add);
    for (Recorder recorder : recorders) {
      recorder.next();
      recorder.next();
    }
    assertThat(scheduler.getQueue().size() + scheduler.getActiveCount()).isEqualTo(1);

    recorders.forEach(feed::remove);

    scheduler.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS); // a look that was under way
    scheduler.purge();
    assertThat(scheduler.getQueue()).isEmpty();
    assertThat(feed.listeners()).isZero();
    assertThat(looks.get()).isPositive();
  }

  @Test
  void nobodyLooksBeforeSomebodyListens() {
    assertThat(scheduler.getQueue()).isEmpty();
    assertThat(looks).hasValue(0);
  }

  @Test
  void listenersAreLimited() {
    for (int i = 0; i < Feed.MOST_LISTENERS; i++) {
      assertThat(feed.add(new Recorder())).isTrue();
    }

    assertThat(feed.add(new Recorder())).isFalse();
  }

  @Test
  void oneThatStallsHoldsUpNoOther() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    Recorder slow =
        new Recorder() {
          @Override
          public void send(String event) throws IOException {
            try {
              stalled.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            super.send(event);
          }
        };
    Recorder quick = new Recorder();
    feed.add(slow);
    feed.add(quick);

    for (int i = 0; i < 4; i++) {
      assertThat(quick.next()).isNotNull();
    }
    assertThat(slow.events).isEmpty();
    stalled.countDown();
    assertThat(slow.next()).startsWith("event: course");
    assertThat(slow.next()).startsWith("event: state"); // the newest alone
  }

  @Test
  void aLookThatFailsIsToldAndTheNextOneIsMade() throws Exception {
    failing = 1;
    Recorder recorder = new Recorder();

    feed.add(recorder);

    recorder.next();
    assertThat(recorder.next()).startsWith("event: trouble\ndata: \"").contains("does not answer");
    assertThat(recorder.next()).startsWith("event: state");
  }

  @Test
  void oneThatHasGoneIsForgotten() throws Exception {
    Recorder gone =
        new Recorder() {
          @Override
          public void send(String event) throws IOException {
            throw new IOException("broken pipe");
          }
        };

    feed.add(gone);

    assertThat(gone.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(feed.listeners()).isZero();
  }

  @Test
  void theEndOfTheApplicationEndsAll() throws Exception {
    Recorder recorder = new Recorder();
    feed.add(recorder);

    feed.close();

    assertThat(recorder.ended.await(0, TimeUnit.SECONDS)).isTrue();
    assertThat(feed.add(new Recorder())).isFalse();
  }

  /** Whichever comes first: who was taken in is ended, nobody is forgotten, and nobody looks on. */
  @Test
  void oneThatComesWhileTheApplicationEndsIsRefusedOrEnded() throws Exception {
    for (int round = 0; round < 200; round++) {
      Feed ending = new Feed(List::of, System::currentTimeMillis, () -> true, scheduler, writers);
      Recorder early = new Recorder();
      Recorder late = new Recorder();
      ending.add(early);
      CyclicBarrier start = new CyclicBarrier(2);
      Future<Boolean> added =
          writers.submit(
              () -> {
                start.await();
                return ending.add(late);
              });
      start.await();
      ending.close();

      assertThat(early.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      if (added.get()) {
        assertThat(late.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ending.listeners()).isZero();
    }
    scheduler.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS); // a look that was under way
    scheduler.purge();
    assertThat(scheduler.getQueue()).isEmpty();
  }

  private static JsonObject json(String event) {
    return Json.createReader(new StringReader(event.substring(event.indexOf('{')))).readObject();
  }

  private static class Recorder implements Feed.Listener {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void send(String event) throws IOException {
      events.add(event);
    }

    @Override
    public void end() {
      ended.countDown();
    }

    String next() throws InterruptedException {
      return events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
