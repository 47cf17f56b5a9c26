package org.rarebit.ra.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rarebit.ra.broker.BrokerException.Kind;
import org.rarebit.ra.wire.Compression;
import org.rarebit.ra.wire.Route;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.network.NetworkFault;
import org.rarebit.testkit.network.NetworkProxy;

class LinkPoolTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Route NOWHERE = new Route("", "nowhere");
  private static final OutgoingMessage MESSAGE = new OutgoingMessage(new byte[10], 0, false);

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private final LinkPool pool = new LinkPool("test");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private NetworkProxy network;

  @BeforeEach
  void start() throws Exception {
    broker.start();
    network = new NetworkProxy(broker.port());
  }

  @AfterEach
  void stop() throws Exception {
    pool.close(Deadline.after(SHORT));
    threads.shutdownNow();
    network.close();
    broker.close();
  }

  private BrokerSettings settings() {
    return BrokerSettings.of("rabbit://127.0.0.1:" + network.port());
  }

  private LinkPool.Lease lease() throws BrokerException {
    return pool.lease(settings(), Deadline.after(LONG));
  }

  private static void until(BooleanSupplier condition) {
    Deadline deadline = Deadline.after(LONG);
    while (!condition.getAsBoolean()) {
      assertThat(deadline.isPassed()).isFalse();
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void whoComesWhileALinkIsOpenedHasADeadlineOfHisOwn() throws Exception {
    lease().close(); // all classes are there
    network.become(NetworkFault.HALF_OPEN);
    int before = network.accepted();
    Future<LinkPool.Lease> hasty =
        threads.submit(() -> pool.lease(settings(), Deadline.after(Duration.ofSeconds(1))));
    until(() -> network.accepted() > before);
    Future<LinkPool.Lease> patient = threads.submit(this::lease);

    assertThatThrownBy(() -> hasty.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(BrokerException.class);
    network.become(NetworkFault.NONE); // who has connected and waits goes on

    try (LinkPool.Lease lease = patient.get(20, TimeUnit.SECONDS)) {
      assertThat(lease.link().isOpen()).isTrue();
    }
  }

  @Test
  void whatFailsIsAlwaysABrokerException() throws Exception {
    network.become(NetworkFault.REFUSED);
    List<Future<Integer>> all = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      all.add(
          threads.submit(
              () -> {
                int failures = 0;
                for (int i = 0; i < 300; i++) {
                  try {
                    lease().close();
                  } catch (BrokerException e) {
                    failures++;
                  }
                }
                return failures;
              }));
    }
    for (Future<Integer> one : all) {
      assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(300);
    }
  }

  @Test
  void theLastOfALinksLeasesClosesItAndWaitsForNobody() throws Exception {
    LinkPool.Lease first = lease();
    LinkPool.Lease retained = first.retain();
    BrokerLink link = first.link();
    first.close();
    assertThat(link.isOpen()).isTrue();
    assertThatThrownBy(first::retain)
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
    network.become(NetworkFault.HALF_OPEN);

    long begun = System.nanoTime();
    retained.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    until(() -> !link.isOpen());
  }

  @Test
  void aLeaseThatIsRetainedTakesNoChannelFromOthers() throws Exception {
    BrokerSettings two =
        BrokerSettings.of("rabbit://127.0.0.1:" + network.port(), 10_000, 0, 2, Compression.NONE);
    LinkPool.Lease first = pool.lease(two, Deadline.after(LONG));
    for (int i = 0; i < 10; i++) {
      first.retain();
    }
    LinkPool.Lease second = pool.lease(two, Deadline.after(LONG));
    LinkPool.Lease third = pool.lease(two, Deadline.after(LONG));

    assertThat(second.link()).isSameAs(first.link());
    assertThat(third.link()).isNotSameAs(first.link());
  }

  @Test
  void closingAllTakesOneDeadlineHoweverManyTheyAre() throws Exception {
    List<BrokerLink> links = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      LinkPool.Lease lease =
          pool.lease(settings().withCredentials("guest", "guest"), Deadline.after(LONG));
      links.add(lease.link());
    }
    for (int i = 0; i < 5; i++) {
      links.add(
          pool.lease(
                  BrokerSettings.of(
                      "rabbit://127.0.0.1:" + network.port() + "/",
                      10_000 + i,
                      0,
                      9,
                      Compression.NONE),
                  Deadline.after(LONG))
              .link());
    }
    network.become(NetworkFault.HALF_OPEN);

    long begun = System.nanoTime();
    pool.close(Deadline.after(Duration.ofSeconds(1)));

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
    assertThat(links).noneMatch(BrokerLink::isOpen);
  }

  /** A container destroys its connections a moment before it stops the adapter. */
  @Test
  void closingAllEndsTheSocketOfWhoWasLeftAMomentAgoToo() throws Exception {
    LinkPool.Lease lease = lease();
    network.become(NetworkFault.HALF_OPEN);
    lease.close();

    long begun = System.nanoTime();
    pool.close(Deadline.after(SHORT));

    until(() -> threads("rarebit test").isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void closingAllGivesUpWhatIsBeingOpened() throws Exception {
    network.become(NetworkFault.SILENT);
    Future<LinkPool.Lease> opening = threads.submit(this::lease);
    until(() -> network.accepted() == 1);

    long begun = System.nanoTime();
    pool.close(Deadline.after(SHORT));

    assertThatThrownBy(() -> opening.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(BrokerException.class)
        .cause()
        .satisfies(e -> assertThat(((BrokerException) e).kind()).isEqualTo(Kind.CLOSED));
    until(() -> threads("rarebit test").isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
  }

  private static List<Thread> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .toList();
  }

  /** After a failover RabbitMQ may refuse for good what another connection's channel takes. */
  @Test
  void aLinkThatTakesNothingThroughSeveralChannelsIsLentNoMore() throws Exception {
    LinkPool.Lease first = lease();
    broker.faults().refusePublishes();
    publishUntilItIsUseless(first.link());
    assertThat(first.link().refusesAll()).as("it may be for a queue that is full").isFalse();
    try (LinkPool.Lease next = lease()) {
      assertThat(next.link()).isSameAs(first.link());
    }
    publishUntilItIsUseless(first.link());
    publishUntilItIsUseless(first.link()); // a new one would be kept: others would be no better

    try (LinkPool.Lease next = lease()) {
      assertThat(next.link()).isNotSameAs(first.link());
    }
    assertThat(first.link().isOpen()).as("who has it keeps it").isTrue();

    broker.faults().acceptPublishes();
    try (Publisher publisher = first.link().openPublisher(Deadline.after(LONG))) {
      publisher
          .publishConfirmed(NOWHERE, MESSAGE, Deadline.after(LONG))
          .await(Deadline.after(LONG));
    }
    assertThat(first.link().refusesAll()).isFalse();
    first.close();
  }

  private static void publishUntilItIsUseless(BrokerLink link) throws BrokerException {
    Publisher publisher = link.openPublisher(Deadline.after(LONG));
    until(
        () -> {
          try {
            publisher
                .publishConfirmed(NOWHERE, MESSAGE, Deadline.after(LONG))
                .await(Deadline.after(LONG));
          } catch (BrokerException e) {
            assertThat(e.kind()).isIn(Kind.NACKED, Kind.CHANNEL);
          }
          return publisher.isUseless();
        });
    until(() -> !publisher.isOpen()); // by the thread that reads, a moment later
  }

  @Test
  void aLinkThatIsLostIsNotLentAgain() throws Exception {
    LinkPool.Lease first = lease();
    CompletableFuture<BrokerException> lost = new CompletableFuture<>();
    first.link().onLoss(lost::complete);
    broker.faults().dropConnections();
    assertThat(lost.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);

    try (LinkPool.Lease second = lease()) {
      assertThat(second.link()).isNotSameAs(first.link());
      assertThat(second.link().isOpen()).isTrue();
    }
  }

  @Test
  void aClosedPoolLendsNothing() {
    pool.close(Deadline.after(SHORT));

    assertThatThrownBy(this::lease)
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
  }

  @Test
  void whoIsInterruptedWhileItOpensALinkInterruptsNobodyElse() throws Exception {
    network.become(
        NetworkFault.HALF_OPEN); // silent in the TLS handshake, where an interrupt ends it
    BrokerSettings tls = BrokerSettings.of("rabbit://127.0.0.1:" + network.port() + "/?ssl=true");
    FutureTask<LinkPool.Lease> opening =
        new FutureTask<>(() -> pool.lease(tls, Deadline.after(LONG)));
    Thread opener = new Thread(opening);
    opener.start();
    until(() -> network.accepted() == 1);
    FutureTask<LinkPool.Lease> waiting =
        new FutureTask<>(() -> pool.lease(tls, Deadline.after(LONG)));
    Thread waiter = new Thread(waiting);
    waiter.start();
    until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

    opener.interrupt();

    assertThat(failureOf(opening)).isEqualTo(Kind.INTERRUPTED);
    until(() -> network.accepted() == 2); // it tries itself
    network.become(NetworkFault.REFUSED);
    assertThat(failureOf(waiting)).isEqualTo(Kind.UNREACHABLE);
  }

  private static Kind failureOf(Future<?> lease) {
    return assertThatThrownBy(() -> lease.get(20, TimeUnit.SECONDS))
        .cause()
        .asInstanceOf(type(BrokerException.class))
        .actual()
        .kind();
  }

  /** Its time goes to the hosts in equal shares, so that a host that is slow is given up early. */
  @Test
  void whoHasLittleTimeForEachHostSpeaksForNobodyElse() throws Exception {
    lease().close(); // all classes are there
    int closedPort;
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = nobody.getLocalPort();
    }
    BrokerSettings refused = BrokerSettings.of("rabbit://127.0.0.1:" + closedPort);
    assertThatThrownBy(() -> pool.lease(refused, Deadline.after(LONG))); // so it is tried last
    BrokerSettings both =
        BrokerSettings.of(
            "rabbit://127.0.0.1:" + network.port() + ",127.0.0.1:" + closedPort + "/");
    network.become(NetworkFault.HALF_OPEN);
    int before = network.accepted();
    Future<LinkPool.Lease> hasty =
        threads.submit(() -> pool.lease(both, Deadline.after(Duration.ofSeconds(2))));
    until(() -> network.accepted() > before);
    Future<LinkPool.Lease> patient = threads.submit(() -> pool.lease(both, Deadline.after(LONG)));

    assertThatThrownBy(() -> hasty.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(BrokerException.class);
    network.become(NetworkFault.NONE);

    try (LinkPool.Lease lease = patient.get(20, TimeUnit.SECONDS)) {
      assertThat(lease.link().isOpen()).isTrue();
    }
  }
}
