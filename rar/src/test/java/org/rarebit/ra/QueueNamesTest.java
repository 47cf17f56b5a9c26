package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.container.EndpointStyle;

/** Queues of replies and fanouts whose names come again. */
class QueueNamesTest {

  private static final Target CALCULATOR = Target.topic("calculator");

  private AdapterFixture first;

  @BeforeEach
  void start() throws Exception {
    first = AdapterFixture.start(QueueNamesTest::name);
  }

  @AfterEach
  void stop() {
    first.close();
  }

  private static void name(RarebitResourceAdapter adapter) {
    adapter.setQueueManager(true);
    adapter.setHostName("host");
    adapter.setProcessName("payara-1");
  }

  @Test
  void queuesAreNamedByHostAndProcess() throws Exception {
    first.serve();
    add(first);

    assertThat(queues(first, "_fanout_")).containsExactly("calculator_fanout_host:payara-1:1");
    assertThat(queues(first, "reply_")).containsExactly("reply_host:payara-1:2");
  }

  @Test
  void queuesStayWhenTheAdapterStopsAndAreFoundAgain() throws Exception {
    AdapterFixture second = first.startBeside(QueueNamesTest::name);
    second.serve();
    add(second);
    second.close();
    Set<String> before = queues(first, "payara-1");
    assertThat(before).hasSize(2);

    first.serve();
    add(first);

    assertThat(queues(first, "payara-1")).isEqualTo(before);
  }

  @Test
  void aSecondAdapterWithTheSameNamesGetsOtherQueues() throws Exception {
    try (AdapterFixture second = first.startBeside(QueueNamesTest::name)) {
      first.serve();
      second.activate(second.spec("node2"), EndpointStyle.STANDARD);
      second.awaitConsumers("calculator", 2);

      for (int i = 0; i < 20; i++) {
        add(first);
        add(second);
      }
      try (RpcConnection connection = first.connect()) {
        connection.proxy(Calculator.class, CALCULATOR).refresh("both");
      }

      assertThat(first.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh both");
      assertThat(second.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh both");
      assertThat(queues(first, "_fanout_")).hasSize(2);
      assertThat(queues(first, "reply_")).hasSize(2);
    }
  }

  @Test
  void adaptersThatBeginAtTheSameMomentShareNothing() throws Exception {
    int adapters = 6;
    first.serve();
    List<AdapterFixture> others = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(adapters);
    try {
      CyclicBarrier together = new CyclicBarrier(adapters);
      List<Future<Void>> calls = new ArrayList<>();
      for (int i = 0; i < adapters; i++) {
        AdapterFixture other = first.startBeside(QueueNamesTest::name);
        others.add(other);
        Callable<Void> calling =
            () -> {
              try (RpcConnection connection = other.connect()) {
                RpcClient client = connection.client(CALCULATOR);
                together.await(30, TimeUnit.SECONDS);
                for (int n = 0; n < 50; n++) {
                  assertThat(client.request("add").arg("a", n).arg("b", 1).call())
                      .isEqualTo(n + 1L);
                }
              }
              return null;
            };
        calls.add(threads.submit(calling));
      }
      for (Future<Void> call : calls) {
        call.get(120, TimeUnit.SECONDS);
      }

      assertThat(queues(first, "reply_").stream().filter(q -> consumers(q) == 1)).hasSize(adapters);
    } finally {
      others.forEach(AdapterFixture::close);
      threads.shutdown();
    }
  }

  @Test
  void aQueueThatExistsWithOtherSettingsIsUsedAsItIs() throws Exception {
    try (Connection admin = first.admin();
        Channel channel = admin.createChannel()) {
      channel.queueDeclare("reply_host:payara-1:2", false, false, false, Map.of());
      channel.queueDeclare("calculator_fanout_host:payara-1:1", true, false, false, Map.of());
    }

    first.serve();
    add(first);
    try (RpcConnection connection = first.connect()) {
      connection.proxy(Calculator.class, CALCULATOR).refresh("me");
    }

    assertThat(first.desk().heard.poll(30, TimeUnit.SECONDS)).isEqualTo("refresh me");
  }

  @Test
  void namesAreTheSameAfterTheLinksWereLost() throws Exception {
    first.serve();
    add(first);
    Set<String> before = queues(first, "payara-1");

    first.dropConnections();
    first.awaitConsumers("calculator", 1);
    add(first);

    assertThat(queues(first, "payara-1")).isEqualTo(before);
  }

  private int consumers(String queue) {
    return first.broker().consumerCount(queue);
  }

  private static void add(AdapterFixture fixture) throws Exception {
    try (RpcConnection connection = fixture.connect()) {
      assertThat(connection.proxy(Calculator.class, CALCULATOR).add(1, 2)).isEqualTo(3);
    }
  }

  private static Set<String> queues(AdapterFixture fixture, String part) {
    return fixture.broker().queueNames().stream()
        .filter(name -> name.contains(part))
        .collect(Collectors.toSet());
  }
}
