package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.work.Work;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.NotificationActivationSpec;
import org.rarebit.testkit.container.TimerPolicy;

/** Work management (Connectors 10), point by point; docs/conformance.md has the list. */
class WorkConformanceTest {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final Path CLASSES = Path.of("target", "classes");

  private static void assertServes(AdapterFixture fixture) throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
    }
  }

  @Test
  @Tag("point-45")
  void noWorksRunOrReleaseIsSynchronized() throws Exception {
    List<Class<?>> works = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".class")).toList()) {
        String name = CLASSES.relativize(file).toString().replace('/', '.');
        if (!name.endsWith("-info.class")) {
          Class<?> type =
              Class.forName(
                  name.substring(0, name.length() - 6), false, getClass().getClassLoader());
          if (Work.class.isAssignableFrom(type)) {
            works.add(type);
          }
        }
      }
    }

    assertThat(works).isNotEmpty();
    for (Class<?> work : works) {
      assertThat(work.getMethod("run").getModifiers() & Modifier.SYNCHRONIZED).isZero();
      assertThat(work.getMethod("release").getModifiers() & Modifier.SYNCHRONIZED).isZero();
    }
  }

  /** The container's stop calls release() from another thread while the Work runs. */
  @Test
  @Tag("point-45")
  void releaseWhileAWorkRunsHarmsNothing() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      RpcConnection connection = fixture.connect();
      var blocking = connection.client(CALCULATOR).request("block").callAsync();
      assertThat(fixture.desk().entered.await(30, TimeUnit.SECONDS)).isTrue();
      connection.close();
      Thread stop = new Thread(() -> fixture.container().stop());
      stop.start();
      fixture.desk().mayLeave.countDown();
      stop.join();

      Beans.eventually(blocking.toCompletableFuture()::isDone);
      assertThat(fixture.container().violations()).isEmpty();
      assertThat(fixture.container().workManager().statistics().failures()).isEmpty();
    }
  }

  @ParameterizedTest
  @Tag("point-46")
  @ValueSource(booleans = {false, true})
  void rejectedWorksLoseNoRequest(boolean retryable) throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      AdapterFixture.Serving serving = fixture.serve();
      RpcClient client = connection.client(CALCULATOR);
      for (int i = 0; i < 20; i++) {
        if (retryable) {
          fixture.container().workManager().rejectNextRetryable(2);
        } else {
          fixture.container().workManager().rejectNext(2);
        }
        client.request("log").arg("line", "line " + i).cast();
      }

      serving.endpoints().awaitDeliveries(20, AdapterFixture.PATIENCE);
      Set<String> heard = new HashSet<>(fixture.desk().heard);
      assertThat(heard).hasSize(20);
      assertThat(fixture.desk().heard).hasSize(20);
      assertThat(fixture.container().workManager().statistics().rejections()).isPositive();
    }
  }

  @Test
  @Tag("point-46")
  void rejectedWorksLoseNoNotification() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start();
        RpcConnection connection = fixture.connect()) {
      Hearing hearing = Hearing.start(fixture, new NotificationActivationSpec());
      fixture.awaitConsumers("notifications.sample", 1);
      for (int i = 0; i < 20; i++) {
        fixture.container().workManager().rejectNext(2);
        connection.notifier("test").info("event " + i, null);
      }

      hearing.endpoints().awaitDeliveries(20, AdapterFixture.PATIENCE);
      assertThat(hearing.desk().heard.stream().map(one -> one.eventType()))
          .hasSize(20)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  @Tag("point-48")
  void threadsAreMadeInOnePlaceOnlyForTheClientsSockets() throws Exception {
    List<String> makers = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        if (source.contains("new Thread(")
            || source.contains("Executors.")
            || source.contains("new Timer(")
            || source.contains("ThreadPoolExecutor")) {
          makers.add(file.getFileName().toString());
        }
      }
    }

    // the links'; the timer of a container that has none; those of plain Java; those that tell or
    // submit for threads which must not wait for a container
    assertThat(makers)
        .containsExactlyInAnyOrder(
            "LinkThreads.java",
            "ContainerTimer.java",
            "PlainServices.java",
            "RpcManagedConnection.java",
            "Completions.java",
            "WorkExecutor.java");
  }

  @Test
  @Tag("point-48")
  void theAdaptersOwnThreadsAreNamedDaemonsAndFew() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.serve();
      assertServes(fixture);

      List<Thread> own =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> !before.contains(thread))
              .filter(thread -> thread.getName().startsWith("rarebit "))
              .toList();
      assertThat(own).isNotEmpty().allMatch(Thread::isDaemon);
      assertThat(own)
          .as("a reader, a writer and heartbeats for each of two sockets, and who submits for them")
          .hasSizeLessThanOrEqualTo(7);
    }
  }

  @ParameterizedTest
  @Tag("point-49")
  @EnumSource(
      value = TimerPolicy.class,
      names = {"UNAVAILABLE", "UNSUPPORTED"})
  void aContainerWithoutTimersIsServedAsWell(TimerPolicy policy) throws Exception {
    try (AdapterFixture fixture = AdapterFixture.startIn(container -> container.timers(policy))) {
      fixture.serve();
      fixture.container().workManager().rejectNext(3); // which needs a timer
      assertServes(fixture);
    }
  }

  @ParameterizedTest
  @Tag("point-50")
  @Tag("bug-B5")
  @ValueSource(booleans = {true, false})
  void aContainerMayReleaseEachWorkAfterItsRunOrNot(boolean release) throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start()) {
      fixture.container().workManager().releaseAfterRun(release);
      fixture.serve();
      for (int i = 0; i < 20; i++) {
        assertServes(fixture);
      }
    }
  }

  @Test
  @Tag("point-53")
  @Tag("point-54")
  void namedWorksAreAcceptedByAStrictContainer() throws Exception {
    try (AdapterFixture fixture = AdapterFixture.start(adapter -> adapter.setWorkName("rarebit"))) {
      fixture.serve();
      assertServes(fixture);
      assertThat(fixture.container().violations()).isEmpty();
    }
  }
}
