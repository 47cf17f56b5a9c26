package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkMXBean;
import org.rarebit.ra.inbound.ActivationMXBean;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.testkit.broker.RabbitMqNode;
import org.rarebit.testkit.container.FakeEndpointFactory;

/** What a thousand beans cost that nobody calls, with RabbitMQ itself. */
@Tag("peers")
class IdleActivationsTest {

  private static final int ACTIVATIONS = 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final long MEBIBYTE = 1 << 20;

  private RabbitMqNode node;

  @BeforeEach
  void startBroker() throws Exception {
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(
          RabbitMqNode.isAvailable(),
          "rabbitmq-server is not installed: what idle beans cost is not measured");
    }
    Path directory = Path.of("target", "rabbitmq-idle-" + ProcessHandle.current().pid());
    node = new RabbitMqNode(directory).start();
  }

  @AfterEach
  void stopBroker() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void aThousandIdleBeansCostFewSocketsThreadsAndLittleHeap() throws Exception {
    long socketsBefore = sockets();
    try (AdapterFixture fixture = AdapterFixture.startAt(node.url(), adapter -> {})) {
      FakeEndpointFactory<CalculatorBean> beans =
          fixture
              .container()
              .endpoints(CalculatorBean.class, () -> new CalculatorBean(fixture.desk()));
      long threadsBefore = threads();
      long heapBefore = usedHeap();
      for (int i = 0; i < ACTIVATIONS; i++) {
        RpcActivationSpec spec = new RpcActivationSpec();
        spec.setTopic("idle" + i);
        spec.setServer("node1");
        fixture.container().activate(spec, beans);
      }
      awaitActive();
      fixture.container().workManager().statistics().awaitIdle(PATIENCE);

      long sockets = sockets() - socketsBefore;
      long threads = threads() - threadsBefore;
      long heap = (usedHeap() - heapBefore) / MEBIBYTE;
      List<Integer> channels =
          Beans.all("Link", LinkMXBean.class).stream().map(LinkMXBean::getChannels).toList();
      System.out.printf(
          "%d idle activations: %d sockets with %s channels, %d threads, %d MiB of heap%n",
          ACTIVATIONS, sockets, channels, threads, heap);

      assertThat(sockets).isBetween(1L, 4L);
      assertThat(threads).as("a reader and a heartbeat sender for each socket").isBetween(1L, 8L);
      assertThat(heap).isLessThanOrEqualTo(40);
      assertThat(fixture.container().workManager().statistics().mostRunning())
          .as("threads of the container that wait for the broker at the same time")
          .isLessThanOrEqualTo(20);
      try (RpcConnection connection = fixture.connect()) {
        assertThat(
                connection
                    .client(Target.topic("idle999"))
                    .request("add")
                    .arg("a", 1)
                    .arg("b", 2)
                    .call())
            .isEqualTo(3L);
      }
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (sockets() != socketsBefore) {
      assertThat(System.nanoTime()).as("all sockets are closed in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10); // the kernel tells nobody
    }
  }

  private static void awaitActive() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<ActivationMXBean> all = Beans.all("Activation", ActivationMXBean.class);
    assertThat(all).hasSize(ACTIVATIONS);
    for (ActivationMXBean one : all) {
      while (!one.getState().equals("ACTIVE")) {
        assertThat(System.nanoTime()).as("all active in time").isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(10); // JMX tells nobody of a change
      }
    }
  }

  /** Ours; the container's own for Works come and go. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("rarebit") || name.startsWith("AMQP Connection"))
        .count();
  }

  private static long usedHeap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) { // the collector is asked, not told
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /** Connections to the broker, as the kernel knows them. */
  private long sockets() throws IOException {
    String port = String.format(":%04X 01 ", node.port()); // remote, established
    long count = 0;
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        try (Stream<String> lines = Files.lines(Path.of(table))) {
          count += lines.filter(line -> line.contains(port)).count();
        }
      }
    }
    return count;
  }
}
