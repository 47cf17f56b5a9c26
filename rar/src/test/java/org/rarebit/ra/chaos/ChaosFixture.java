package org.rarebit.ra.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.rarebit.ra.BusyMachine;
import org.rarebit.ra.chaos.Ledger.Account;
import org.rarebit.testkit.broker.RabbitMqNode;

/**
 * A serving JVM, a calling JVM, and real brokers between them that come to harm. What each process
 * did is in a ledger, and compared at the end. They run if the system property rarebit.chaos is
 * "short", or "long" as the profile chaos of the build sets it. Their files lie in target/chaos.
 */
@Tag("chaos")
abstract class ChaosFixture {

  private static final String HOW_LONG = System.getProperty("rarebit.chaos");

  static final boolean LONG = "long".equals(HOW_LONG);

  /** For what has to happen, and does so at once unless something is broken. */
  static final long PATIENCE_MILLIS = 180_000;

  private final List<AutoCloseable> toClose = new ArrayList<>(); // the last one first
  private final List<Path> ledgers = new ArrayList<>();
  private final Account account = new Account();
  private final List<Long> recoveries = new ArrayList<>();
  private Path directory;
  private int processes;
  private ChaosProcess client;
  private ChaosProcess server;

  @BeforeEach
  final void makeDirectory(TestInfo test) throws IOException {
    assumeTrue(HOW_LONG != null, "takes minutes: -Drarebit.chaos=short, or the profile chaos");
    if (!Boolean.getBoolean("rarebit.ci")) {
      assumeTrue(RabbitMqNode.isAvailable(), "rabbitmq-server is not installed: no chaos");
    }
    BusyMachine.watch();
    directory =
        Path.of("target", "chaos", test.getTestClass().orElseThrow().getSimpleName())
            .resolve(String.valueOf(System.nanoTime()));
    Files.createDirectories(directory);
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
  }

  /** A node, closed at the end; not started. */
  final RabbitMqNode node(String name) throws IOException {
    RabbitMqNode node = new RabbitMqNode(directory.resolve(name));
    toClose.add(node);
    return node;
  }

  final void serve(String url, boolean quorum, String... topics) throws IOException {
    server = start(ChaosServer.class, "server", url, quorum, topics);
  }

  final void call(String url, boolean quorum, String... kindsAndProcess) throws IOException {
    client = start(ChaosClient.class, "client", url, quorum, kindsAndProcess);
  }

  private ChaosProcess start(Class<?> main, String name, String url, boolean quorum, String... more)
      throws IOException {
    processes++;
    Path ledger = directory.resolve(name + processes + ".txt");
    ledgers.add(ledger);
    List<String> arguments =
        new ArrayList<>(List.of(url, ledger.toString(), String.valueOf(quorum)));
    arguments.addAll(List.of(more));
    ChaosProcess process =
        ChaosProcess.start(
            main, directory.resolve(name + processes + ".log"), arguments.toArray(String[]::new));
    toClose.add(process);
    return process;
  }

  final void killServer() throws InterruptedException {
    server.kill();
  }

  final Account account() throws IOException {
    for (Path ledger : ledgers) {
      account.update(ledger);
    }
    return account;
  }

  /** Waits until each of these kinds has succeeded after a moment; returns how long that took. */
  final long awaitEach(String kinds, long moment) throws Exception {
    long slowest = 0;
    for (int i = 0; i < kinds.length(); i++) {
      String kind = kinds.substring(i, i + 1);
      slowest = Math.max(slowest, awaitFirst(kind, moment));
    }
    return slowest;
  }

  /** Waits until one of these kinds has succeeded after a moment; returns how long that took. */
  final long awaitFirst(String kinds, long moment) throws Exception {
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (true) {
      long took = account().firstAfter(moment, kinds);
      if (took < PATIENCE_MILLIS) {
        return took;
      }
      if (System.currentTimeMillis() > deadline) { // what comes next would prove nothing
        fail("no success of %s for %s ms: %s", kinds, PATIENCE_MILLIS, account);
      }
      TimeUnit.MILLISECONDS.sleep(100); // other processes tell it by their files only
    }
  }

  /** Keeps how long the first success after a fault took. */
  final void recovered(long millis) {
    recoveries.add(millis);
  }

  /** Lets traffic go on: time in which nothing is waited for. */
  static void traffic(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  /** Ends client, then server when all has run that was promised, and reads the ledgers. */
  final Account end() throws Exception {
    assertThat(client.end()).as("the client ended by itself").isTrue();
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS / 2;
    while (!account().lost().isEmpty() && System.currentTimeMillis() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(server.end()).as("the server ended by itself").isTrue();
    account();
    Files.writeString(
        directory.resolve("account.txt"),
        account
            + "\nrecoveries "
            + recoveries
            + "\nlost "
            + account.lost()
            + "\ndoubled "
            + account.doubled()
            + "\ndoubled across processes "
            + account.doubledAcrossProcesses()
            + "\nlate "
            + account.late()
            + "\nstuck "
            + account.stuck()
            + "\nundeclared "
            + account.undeclared()
            + "\nviolations "
            + account.violations
            + "\n");
    return account;
  }

  /** What has to be true after each kind of chaos. */
  static void assertSound(SoftAssertions softly, Account account) {
    softly.assertThat(account.doubled()).as("doubled").isEmpty();
    softly.assertThat(account.late()).as("late").isEmpty();
    softly.assertThat(account.stuck()).as("stuck").isEmpty();
    softly.assertThat(account.undeclared()).as("undeclared").isEmpty();
    softly.assertThat(account.violations).as("broken rules").isEmpty();
  }

  final void assertRecoveries(SoftAssertions softly, long medianMillis, long worstMillis) {
    List<Long> sorted = recoveries.stream().sorted().toList();
    softly
        .assertThat(sorted.get(sorted.size() / 2))
        .as("median of %s ms", recoveries)
        .isLessThanOrEqualTo(BusyMachine.allowsMillis(medianMillis));
    softly
        .assertThat(sorted.get(sorted.size() - 1))
        .as("worst of %s ms", recoveries)
        .isLessThanOrEqualTo(BusyMachine.allowsMillis(worstMillis));
  }
}
