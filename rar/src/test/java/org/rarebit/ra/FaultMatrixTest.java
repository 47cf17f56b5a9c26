package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nobody waits past a deadline of his own, whatever network and broker do: each operation in each
 * bad network, with the defaults of all properties. All cells run at once, since nearly all that
 * they do is to wait.
 */
class FaultMatrixTest {

  /** Until they are ready, and when they end: else the deadlines of the others would suffer. */
  private static final int AT_ONCE = 2;

  private static final long LOOK_MILLIS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final List<FaultCell> CELLS = new ArrayList<>();
  private static final List<Thread> THREADS = new ArrayList<>();

  @TempDir private static Path directory;

  @BeforeAll
  static void runAll() throws Exception {
    BusyMachine.watch();
    CertificateAuthority authority = new CertificateAuthority(directory);
    CertificateAuthority.Issued certificate = authority.issue("broker", "san=ip:127.0.0.1");
    Semaphore processor = new Semaphore(AT_ONCE);
    int cells = FaultCell.Network.values().length * FaultCell.Operation.values().length;
    CountDownLatch allReady = new CountDownLatch(cells);
    CountDownLatch allDone = new CountDownLatch(cells);
    CELLS.clear();
    THREADS.clear();
    for (FaultCell.Network network : FaultCell.Network.values()) {
      for (FaultCell.Operation operation : FaultCell.Operation.values()) {
        FaultCell cell =
            new FaultCell(network, operation, authority, certificate, processor, allReady, allDone);
        String name = "cell " + network + " " + operation;
        CELLS.add(cell);
        THREADS.add(new Thread(new ThreadGroup(name), cell, name));
      }
    }
    THREADS.forEach(Thread::start);
    allReady.await();
    awaitAll();
  }

  private static void awaitAll() throws InterruptedException {
    long begin = System.nanoTime();
    for (Thread thread : THREADS) {
      while (thread.isAlive() && System.nanoTime() - begin < PATIENCE.toNanos()) {
        thread.join(LOOK_MILLIS);
        long now = System.nanoTime();
        CELLS.forEach(cell -> cell.watch(now - begin));
      }
    }
  }

  static Stream<Arguments> cells() {
    return Stream.of(FaultCell.Network.values())
        .flatMap(
            network ->
                Stream.of(FaultCell.Operation.values())
                    .map(operation -> Arguments.of(network, operation)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void eachOperationEndsInTimeInEachNetwork(
      FaultCell.Network network, FaultCell.Operation operation) {
    FaultCell cell =
        CELLS.stream()
            .filter(one -> one.network() == network && one.operation() == operation)
            .findAny()
            .orElseThrow();

    Thread thread = THREADS.get(CELLS.indexOf(cell));
    assertThat(thread.isAlive() ? List.of(thread.getStackTrace()) : List.of())
        .as("where it hangs")
        .isEmpty();
    assertThat(cell.faults()).isEmpty();
  }
}
