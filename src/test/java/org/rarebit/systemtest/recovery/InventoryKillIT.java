package org.rarebit.systemtest.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.systemtest.support.Archives;
import org.rarebit.systemtest.support.Broker;
import org.rarebit.systemtest.support.Eventually;
import org.rarebit.systemtest.support.FreePort;
import org.rarebit.systemtest.support.NotificationSender;
import org.rarebit.systemtest.support.NovaNotification;
import org.rarebit.systemtest.support.PayaraProcess;
import org.rarebit.systemtest.support.RawPublisher;

/**
 * The server that keeps the inventory is killed while notifications come. The database is a process
 * of its own to it, as in production, and stays.
 */
class InventoryKillIT {

  private static final Path DIRECTORY = Path.of("target", "inventory-kill");
  private static final String QUEUE = "rarebit-inventory";
  private static final int ROWS_BEFORE_THE_KILL = 50;

  private final NovaStream stream = new NovaStream(20_260_501, 300, 40);
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final String database = "inventory" + System.nanoTime();

  private Server databaseServer;
  private Connection connection;

  @BeforeEach
  void startDatabase() throws SQLException {
    databaseServer = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    connection = DriverManager.getConnection("jdbc:h2:mem:" + database);
  }

  @AfterEach
  void stop() throws SQLException {
    thread.shutdownNow();
    connection.close();
    databaseServer.stop();
  }

  @Test
  void theTableEqualsTheStreamAfterAKillInTheMiddle() throws Exception {
    List<NovaNotification> all = stream.notifications();
    List<NovaNotification> first = all.subList(0, all.size() * 2 / 3);
    List<NovaNotification> rest = all.subList(first.size(), all.size());
    try (NotificationSender cloud = new NotificationSender(Broker.shared().url())) {
      try (PayaraProcess server = startServer()) {
        Future<?> sending = send(cloud, first);
        Eventually.assertThat(
            () -> assertThat(inventory()).hasSizeGreaterThan(ROWS_BEFORE_THE_KILL));

        server.kill();

        sending.get();
      }
      assertThat(inventory().size()).isLessThan(stream.inventory().size());
      // what the server had taken goes back when the broker learns of its end
      Eventually.assertThat(() -> assertThat(waiting()).isPositive());

      try (PayaraProcess server = startServer()) {
        send(cloud, rest).get();

        Eventually.assertThat(() -> assertThat(inventory()).isEqualTo(stream.inventory()));
        Eventually.assertThat(() -> assertThat(waiting()).isZero());
        assertThat(server.isAlive()).isTrue();
      }
    }
    // what was handled twice came before
    assertThat(inventory()).isEqualTo(stream.inventory());
  }

  private PayaraProcess startServer() {
    return PayaraProcess.start(
        DIRECTORY,
        FreePort.find(),
        "jdbc:h2:tcp://127.0.0.1:" + databaseServer.getPort() + "/mem:" + database,
        Broker.shared().url(),
        Archives.exampleEarFile());
  }

  private Future<?> send(NotificationSender cloud, List<NovaNotification> notifications) {
    return thread.submit(
        () -> {
          for (NovaNotification notification : notifications) {
            cloud.send(notification);
          }
          return null;
        });
  }

  /** What the table says of the stream's servers: for each id, state, vCPUs and last event. */
  private Map<String, String> inventory() throws SQLException {
    Map<String, String> rows = new TreeMap<>();
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery(
                "select instance_id, state, vcpus, event_type from compute_instances")) {
      while (row.next()) {
        if (stream.inventory().containsKey(row.getString(1))) {
          rows.put(
              row.getString(1), row.getString(2) + " " + row.getInt(3) + " " + row.getString(4));
        }
      }
    }
    return rows;
  }

  private static long waiting() throws Exception {
    try (RawPublisher channel = new RawPublisher(Broker.shared().url())) {
      return channel.waiting(QUEUE);
    }
  }
}
