package org.rarebit.ra.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.rarebit.api.CallOptions;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.BusyMachine;
import org.rarebit.ra.RarebitResourceAdapter;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.container.FakeContainer;

/**
 * A process that calls, casts and notifies all the time, until its input ends. An id begins with
 * its kind: B and A for calls of the topic that acknowledges before the dispatch and after the
 * commit, b and a for casts, Y for an asynchronous call, N for a notification.
 */
final class ChaosClient {

  static final String BEFORE = "chaos_before";
  static final String AFTER = "chaos_after";
  static final String NOTIFICATIONS = "chaos_notifications";

  /**
   * Of each operation, once it has a connection: short, since a call whose request went with a node
   * waits for it, and all who call may wait so at the same time.
   */
  static final Duration DEADLINE = Duration.ofSeconds(3);

  /** Getting a connection takes connectTimeoutMillis at most. */
  static final Duration CONNECT = Duration.ofSeconds(10);

  /** For a machine whose cores are shared with the broker that starts. */
  private static final long SLACK_MILLIS = 1000;

  private static final long PAUSE_MILLIS = 50;

  private final Ledger ledger;
  private final RpcConnectionFactory factory;
  private final AtomicLong number = new AtomicLong();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final long process = ProcessHandle.current().pid();

  private interface Operation {
    void run(RpcConnection connection, String id) throws Exception;
  }

  private ChaosClient(Ledger ledger, RpcConnectionFactory factory) {
    this.ledger = ledger;
    this.factory = factory;
  }

  /**
   * Arguments: broker's URL, ledger, whether queues are quorum queues, kinds of operations, and, if
   * its queues are to have numbers, the name of the process.
   */
  public static void main(String[] arguments) throws Exception {
    BusyMachine.watch();
    try (Ledger ledger = new Ledger(Path.of(arguments[1]))) {
      FakeContainer container = new FakeContainer();
      RarebitResourceAdapter adapter =
          ChaosServer.adapter(arguments[0], Boolean.parseBoolean(arguments[2]));
      if (arguments.length > 4) {
        adapter.setQueueManager(true);
        adapter.setHostName("chaos");
        adapter.setProcessName(arguments[4]);
      }
      container.start(adapter);
      RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
      managed.setNotificationTopics(NOTIFICATIONS);
      container.associate(managed);
      RpcConnectionFactory factory =
          (RpcConnectionFactory)
              managed.createConnectionFactory(container.connectionManager().maxSize(16));
      ChaosClient client = new ChaosClient(ledger, factory);
      List<Thread> threads = client.begin(arguments[3]);
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // until the test closes it, or ends
      }
      client.stop.countDown();
      for (Thread thread : threads) {
        thread.join(CONNECT.plus(DEADLINE).plus(DEADLINE).toMillis());
      }
      ChaosServer.end(container, ledger);
    }
    System.exit(0); // whatever is left is in the ledger
  }

  private List<Thread> begin(String kinds) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < kinds.length(); i++) {
      char kind = kinds.charAt(i);
      Thread thread = new Thread(() -> repeat(kind), "chaos " + kind);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private void repeat(char kind) {
    Operation operation = operation(kind);
    try {
      do {
        String id = kind + "-" + process + "-" + number.incrementAndGet();
        ledger.line("begin", id);
        long began = System.nanoTime();
        String outcome = outcome(operation, id);
        long took = millisSince(began);
        ledger.line("end", id, System.currentTimeMillis(), took, outcome);
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String outcome(Operation operation, String id) {
    long began = System.nanoTime();
    RpcConnection connection;
    try {
      connection = factory.getConnection();
    } catch (Throwable e) {
      return lateness("getConnection", began, CONNECT) + text(e);
    }
    String lateConnection = lateness("getConnection", began, CONNECT);
    began = System.nanoTime();
    String outcome = Ledger.OK;
    try (connection) {
      operation.run(connection, id);
    } catch (ExecutionException e) {
      outcome = text(e.getCause());
    } catch (Throwable e) {
      outcome = text(e);
    }
    return lateConnection + lateness("operation", began, DEADLINE) + outcome;
  }

  private static String lateness(String what, long began, Duration limit) {
    long took = millisSince(began);
    return took <= limit.toMillis() + BusyMachine.allowsMillis(SLACK_MILLIS)
        ? ""
        : Ledger.LATE + what + took + "ms ";
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private static String text(Throwable failure) {
    boolean declared = failure instanceof MessagingException;
    return (declared ? "" : "UNDECLARED ") + ChaosServer.text(failure);
  }

  private static Operation operation(char kind) {
    String topic = Character.toUpperCase(kind) == 'B' ? BEFORE : AFTER;
    return switch (kind) {
      case 'B', 'A' ->
          (connection, id) -> client(connection, topic).request("mark").arg("id", id).call();
      case 'b', 'a' ->
          (connection, id) -> client(connection, topic).request("mark").arg("id", id).cast();
      case 'Y' ->
          (connection, id) ->
              client(connection, topic)
                  .request("mark")
                  .arg("id", id)
                  .callAsync()
                  .toCompletableFuture()
                  .get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS);
      case 'N' ->
          (connection, id) ->
              connection.notifier("chaos").withTimeout(DEADLINE).info("chaos.event", id);
      default -> throw new IllegalArgumentException("no kind " + kind);
    };
  }

  private static RpcClient client(RpcConnection connection, String topic) {
    return connection.client(Target.topic(topic)).with(CallOptions.timeout(DEADLINE));
  }
}
