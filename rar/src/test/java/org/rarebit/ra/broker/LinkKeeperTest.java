package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.ra.LoggedLines;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.network.NetworkFault;
import org.rarebit.testkit.network.NetworkProxy;

class LinkKeeperTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(50);

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final TimerScheduler timer = new TimerScheduler(new Timer("test", true));
  private final List<Kept> members = new ArrayList<>();
  private NetworkProxy network;
  private LinkKeeper keeper;

  @BeforeEach
  void start() throws Exception {
    broker.start();
    network = new NetworkProxy(broker.port());
    keeper = new LinkKeeper(settings("guest"), "test", threads, timer, OFTEN);
  }

  @AfterEach
  void stop() throws Exception {
    members.forEach(keeper::remove);
    timer.stop();
    threads.shutdownNow();
    network.close();
    broker.close();
  }

  private BrokerSettings settings(String password) {
    return BrokerSettings.of("rabbit://127.0.0.1:" + network.port())
        .withCredentials("guest", password);
  }

  private Kept add(Kept member) {
    members.add(member);
    keeper.add(member);
    return member;
  }

  private static void until(BooleanSupplier condition) {
    Deadline deadline = Deadline.after(LONG);
    while (!condition.getAsBoolean()) {
      assertThat(deadline.isPassed()).isFalse();
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Time passes for the keeper: connections would be made meanwhile. */
  private static void watch(Duration time) {
    Deadline deadline = Deadline.after(time);
    while (!deadline.isPassed()) {
      LockSupport.parkNanos(deadline.remainingNanos());
    }
  }

  @Test
  void aMemberIsAttachedAgainAfterEachLoss() {
    Kept member = add(new Kept("a member"));
    until(() -> member.attached.get() == 1);

    broker.faults().dropConnections();
    until(() -> member.attached.get() == 2);
    broker.faults().dropConnections();
    until(() -> member.attached.get() == 3);
  }

  @Test
  void whatIsMissingIsFoundWithoutAnEvent() {
    Kept member = add(new Kept("a member"));
    until(() -> member.checked.get() > 2);
    assertThat(member.attached).hasValue(1);

    member.missing.set(new BrokerException(Kind.CHANNEL, "a binding is missing"));
    until(() -> member.attached.get() == 2);
  }

  @Test
  void aCheckThatCannotBeMadeChangesNothing() {
    Kept member = add(new Kept("a member"));
    member.missing.set(new BrokerException(Kind.TIMEOUT, "the broker is slow"));
    until(() -> member.checked.get() > 5);

    assertThat(member.attached).hasValue(1);
  }

  @Test
  void whatIsAskedForWhileItAttachesIsDoneThereafter() {
    CountDownLatch asked = new CountDownLatch(1);
    Kept member =
        add(
            new Kept("a member") {
              @Override
              public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
                super.attach(link, deadline);
                if (attached.get() == 1) {
                  keeper.attachAgain(this);
                  asked.countDown();
                }
              }
            });

    until(() -> member.attached.get() == 2);
    assertThat(asked.getCount()).isZero();
  }

  @Test
  void anErrorOfAnyKindEndsNothing() {
    Kept member =
        add(
            new Kept("a member") {
              @Override
              public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
                if (attached.incrementAndGet() == 1) {
                  throw new StackOverflowError();
                }
              }
            });

    until(() -> member.attached.get() == 2);
  }

  @Test
  void aThreadThatCannotBeHadIsAskedForAgain() {
    AtomicInteger refused = new AtomicInteger();
    LinkKeeper unlucky =
        new LinkKeeper(
            settings("guest"),
            "test",
            task -> {
              if (refused.incrementAndGet() < 3) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              threads.execute(task);
            },
            timer,
            OFTEN);
    Kept member = new Kept("a member");
    unlucky.add(member);

    until(() -> member.attached.get() == 1);
    unlucky.remove(member);
  }

  @Test
  void aMemberThatCannotBeAttachedCostsItsNeighboursNothing() {
    Kept bad = new Kept("a bad one");
    bad.failure.set(new BrokerException(Kind.CHANNEL, "no"));
    add(bad);
    List<Kept> good = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      good.add(add(new Kept("neighbour " + i)));
    }

    until(() -> good.stream().allMatch(one -> one.attached.get() == 1));
    until(() -> bad.attached.get() > 2);

    assertThat(good).allMatch(one -> one.attached.get() == 1);
    assertThat(broker.connectionCount()).isEqualTo(1);
  }

  @Test
  void membersAttachBesideEachOther() {
    CountDownLatch several = new CountDownLatch(5);
    for (int i = 0; i < 5; i++) {
      add(
          new Kept("member " + i) {
            @Override
            public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
              several.countDown();
              try {
                assertThat(several.await(30, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new BrokerException(Kind.INTERRUPTED, "stopped", e);
              }
              super.attach(link, deadline);
            }
          });
    }

    until(() -> members.stream().allMatch(one -> one.attached.get() == 1));
  }

  @Test
  void aMemberWhoseAttachingEndsTheLinkEndsItLessAndLessOftenAndThenForItselfAlone() {
    Kept neighbour = add(new Kept("a neighbour"));
    until(() -> neighbour.attached.get() == 1);
    AtomicInteger begun = new AtomicInteger();
    Kept bad =
        add(
            new Kept("a bad one") {
              @Override
              public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
                begun.incrementAndGet();
                try (ConsumerChannel channel = link.openConsumer(deadline)) {
                  String name = link.address();
                  assertThat(name).isNotEmpty();
                  broker.faults().closeConnections(any -> link.isOpen(), "541 INTERNAL_ERROR");
                  channel.requireQueue("none", deadline);
                }
              }
            });
    until(() -> begun.get() >= 2);
    int before = network.accepted();

    watch(Duration.ofSeconds(6));

    assertThat(network.accepted() - before).isLessThanOrEqualTo(12); // of two lines
    assertThat(bad.attached).hasValue(0);
  }

  @Test
  void whileTheBrokerIsAwayThereIsAboutOneAttemptEachSecond() throws Exception {
    Kept member = add(new Kept("a member"));
    until(() -> member.attached.get() == 1);
    network.become(NetworkFault.CUT);
    int before = network.accepted();
    watch(Duration.ofSeconds(5));

    int attempts = network.accepted() - before;
    network.become(NetworkFault.NONE);
    long begun = System.nanoTime();
    until(() -> member.attached.get() == 2);

    assertThat(attempts).isBetween(2, 7);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
  }

  @Test
  void aLinkThatNeverLastsIsOpenedLessAndLessOftenAndToldOfOnce() {
    LoggedLines lines = LoggedLines.of("org.rarebit.ra.broker");
    Kept member = add(new Kept("a member"));
    until(() -> member.attached.get() == 1);
    AtomicBoolean stopped = new AtomicBoolean();
    threads.execute(
        () -> {
          while (!stopped.get()) {
            broker.faults().closeConnections(any -> true, "530 NOT_ALLOWED");
            LockSupport.parkNanos(20_000_000);
          }
        });
    int before = network.accepted();

    watch(Duration.ofSeconds(8));
    stopped.set(true);

    lines.close();
    assertThat(network.accepted() - before).isBetween(2, 6); // after 1, 2, 4 s and a little more
    assertThat(lines.warnings())
        .filteredOn(line -> line.contains("530 NOT_ALLOWED. Connecting again"))
        .hasSize(1);
  }

  @Test
  void eachReasonIsToldOnceAndARefusalAsAnError() throws Exception {
    try (LoggedLines lines = LoggedLines.of("org.rarebit.ra.broker")) {
      keeper = new LinkKeeper(settings("old password"), "test", threads, timer, OFTEN);
      add(new Kept("a member"));
      lines.awaitError();
      until(() -> network.accepted() > 2);

      assertThat(lines.errors()).singleElement().asString().contains("refused user \"guest\"");

      network.become(NetworkFault.REFUSED);
      lines.awaitLine(line -> line.contains("Connection refused"));
      watch(Duration.ofSeconds(3));
      assertThat(lines.warnings()).filteredOn(line -> line.contains("refused")).hasSize(1);
      assertThat(lines.traces()).isEmpty();
    }
  }

  /** A password that was changed counts from the next login on, which may be much later. */
  @Test
  void aRefusalAfterALossIsToldThoughTheLossWas(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "guest");
    try (LoggedLines lines = LoggedLines.of("org.rarebit.ra.broker")) {
      keeper =
          new LinkKeeper(
              settings("").withPasswordFile(file.toString()), "test", threads, timer, OFTEN);
      Kept member = add(new Kept("a member"));
      until(() -> member.attached.get() == 1);

      Files.writeString(file, "outdated");
      broker.faults().dropConnections();
      lines.awaitError();

      assertThat(lines.warnings()).anyMatch(line -> line.contains("was lost: "));
      assertThat(lines.errors()).singleElement().asString().contains("refused user \"guest\"");
    }
  }

  @Test
  void aMemberThatGoesOnFailingIsToldOfOnce() {
    try (LoggedLines lines = LoggedLines.of("org.rarebit.ra.broker")) {
      Kept bad = new Kept("a bad one");
      bad.failure.set(new BrokerException(Kind.CHANNEL, "403 in exclusive use"));
      add(bad);
      until(() -> bad.attached.get() >= 3);
      bad.failure.set(new BrokerException(Kind.CHANNEL, "404 no queue"));
      until(() -> lines.warnings().size() == 2);

      assertThat(lines.warnings().get(0)).contains("a bad one: 403 in exclusive use");
      assertThat(lines.warnings().get(1)).contains("404 no queue");
      assertThat(lines.traces()).isEmpty();
    }
  }

  @Test
  void aFurtherLinkTakesThoseForWhomALinkHasNoChannel() {
    List<BrokerLink> full = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      add(
          new Kept("member " + i) {
            private boolean isPlaced;

            @Override
            public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
              synchronized (full) {
                if (!isPlaced && full.stream().filter(link::equals).count() >= 4) {
                  throw new BrokerException(Kind.LIMIT, "no more channels");
                }
                full.add(link);
                isPlaced = true;
              }
              super.attach(link, deadline);
            }
          });
    }

    until(() -> members.stream().allMatch(one -> one.attached.get() > 0));

    assertThat(full.stream().distinct()).hasSize(2);
  }

  @Test
  void theLastMemberTakesTheLinkWithIt() {
    Kept member = add(new Kept("a member"));
    Kept other = add(new Kept("another"));
    until(() -> member.attached.get() == 1 && other.attached.get() == 1);

    assertThat(keeper.remove(member)).isFalse();
    assertThat(broker.connectionCount()).isEqualTo(1);
    assertThat(keeper.remove(other)).isTrue();

    until(() -> broker.connectionCount() == 0);
  }

  private static class Kept implements LinkKeeper.Member {

    final AtomicInteger attached = new AtomicInteger();
    final AtomicInteger checked = new AtomicInteger();
    final AtomicReference<BrokerException> failure = new AtomicReference<>();
    final AtomicReference<BrokerException> missing = new AtomicReference<>();
    private final String name;

    Kept(String name) {
      this.name = name;
    }

    @Override
    public void attach(BrokerLink link, Deadline deadline) throws BrokerException {
      attached.incrementAndGet();
      missing.updateAndGet(was -> was != null && was.kind() == Kind.TIMEOUT ? was : null);
      BrokerException fails = failure.get();
      if (fails != null) {
        throw fails.forAnother();
      }
    }

    @Override
    public void check(BrokerLink link, Deadline deadline) throws BrokerException {
      checked.incrementAndGet();
      BrokerException found = missing.get();
      if (found != null) {
        throw found.forAnother();
      }
    }

    @Override
    public String describe() {
      return name;
    }
  }
}
