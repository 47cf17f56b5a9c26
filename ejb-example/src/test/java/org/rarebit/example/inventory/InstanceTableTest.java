package org.rarebit.example.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table in the databases that servers bring for a default data source. */
class InstanceTableTest {

  private static final String H2 = "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1";
  private static final String DERBY = "jdbc:derby:memory:%s;create=true";
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  static {
    System.setProperty("derby.stream.error.field", "java.io.OutputStream.nullOutputStream");
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, DERBY})
  void aRowHoldsWhatTheNotificationSaid(String url) throws Exception {
    try (Connection database = open(url)) {
      ComputeInstance said =
          new ComputeInstance(
              "6a3e",
              "project",
              "user",
              "Grüße 世界",
              "active",
              "powering-off",
              "compute1",
              "compute1.example",
              "nova",
              "m1.small",
              2,
              4096,
              50,
              40,
              null,
              "image",
              "10.0.0.5",
              "2026-05-01T10:00:00Z",
              "2026-05-01T10:00:05Z",
              null,
              "power_off.start",
              ComputeInstance.version(false, NOON, "id"));

      InstanceTable.put(database, said);

      assertThat(InstanceTable.latest(database, 10)).containsExactly(said);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, DERBY})
  void theTableIsMadeOnce(String url) throws Exception {
    try (Connection database = open(url)) {
      InstanceTable.put(database, said("a", 1, "active", null));

      InstanceTable.createIfAbsent(database);

      assertThat(InstanceTable.count(database, true)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, DERBY})
  void neitherOrderNorRepetitionChangesTheOutcome(String url) throws Exception {
    List<ComputeInstance> stream =
        List.of(
            said("a", 1, "building", null),
            said("a", 2, "active", "10.0.0.5"),
            said("a", 3, "stopped", null),
            said("b", 1, "building", null),
            said("b", 2, "deleted", ""),
            said("b", 3, "active", null)); // an update that Nova sent late
    List<ComputeInstance> expected =
        List.of(said("a", 3, "stopped", "10.0.0.5"), said("b", 2, "deleted", ""));
    Random random = new Random(6);

    for (int round = 0; round < 40; round++) {
      List<ComputeInstance> heard = new ArrayList<>(stream);
      heard.addAll(stream);
      Collections.shuffle(heard, random);
      try (Connection database = open(url)) {
        for (ComputeInstance instance : heard) {
          InstanceTable.put(database, instance);
        }

        assertThat(InstanceTable.latest(database, 10)).as("%s", heard).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, DERBY})
  void twoTransactionsThatHearOfAServerFirstDoNotFail(String url) throws Exception {
    String database = url.formatted("race" + System.nanoTime());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Connection keptOpen = DriverManager.getConnection(database)) {
      InstanceTable.createIfAbsent(keptOpen);
      for (int round = 0; round < 50; round++) {
        String id = "server" + round;
        CountDownLatch start = new CountDownLatch(1);
        Future<Void> older = threads.submit(put(database, start, said(id, 1, "building", null)));
        Future<Void> newer = threads.submit(put(database, start, said(id, 2, "active", null)));
        start.countDown();
        older.get();
        newer.get();
      }

      assertThat(InstanceTable.latest(keptOpen, 100))
          .hasSize(50)
          .allMatch(instance -> instance.state().equals("active"));
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, DERBY})
  void deletedServersAreCountedByThemselves(String url) throws Exception {
    try (Connection database = open(url)) {
      InstanceTable.put(database, said("a", 1, "active", null));
      InstanceTable.put(database, said("b", 2, "deleted", null));
      InstanceTable.put(database, said("c", 3, null, null));

      assertThat(InstanceTable.count(database, true)).isEqualTo(3);
      assertThat(InstanceTable.count(database, false)).isEqualTo(2);
      assertThat(InstanceTable.latest(database, 2))
          .extracting(ComputeInstance::instanceId)
          .containsExactly("c", "b");
    }
  }

  private static Connection open(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url.formatted("t" + System.nanoTime()));
    InstanceTable.createIfAbsent(connection);
    return connection;
  }

  private static Callable<Void> put(
      String database, CountDownLatch start, ComputeInstance instance) {
    return () -> {
      try (Connection connection = DriverManager.getConnection(database)) {
        connection.setAutoCommit(false);
        start.await();
        InstanceTable.put(connection, instance);
        connection.commit();
      }
      return null;
    };
  }

  private static ComputeInstance said(String id, int minute, String state, String addresses) {
    boolean deleted = "deleted".equals(state);
    return new ComputeInstance(
        id,
        null,
        null,
        "name of " + id,
        state,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        addresses,
        null,
        null,
        null,
        "update",
        ComputeInstance.version(deleted, NOON.plusSeconds(60L * minute), id + minute));
  }
}
