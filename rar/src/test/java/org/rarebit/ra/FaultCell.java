package org.rarebit.ra;

import jakarta.resource.ResourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.rarebit.api.MessagingException;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.RpcActivationSpec;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.EndpointStyle;
import org.rarebit.testkit.network.NetworkFault;
import org.rarebit.testkit.network.NetworkProxy;

/**
 * One operation in one bad network: an adapter with the defaults of all properties, in a container
 * of its own, before a broker of its own. Runs on a thread of a group of its own, so that the
 * threads which it leaves behind are found.
 */
final class FaultCell implements Runnable {

  private static final Target CALCULATOR = Target.topic("calculator");
  private static final Map<String, ?> TWO_NUMBERS = Map.of("a", 1, "b", 2);
  private static final int SENDS = 50;
  private static final int MOST_TRIES = 3;

  /** What an adapter may take for the end of what waits for its broker. */
  private static final Duration GRACE_OF_AN_UNDEPLOYMENT = Duration.ofSeconds(2);

  /** What may pass between a deadline and the end. */
  private static final Duration LATE = Duration.ofMillis(200);

  /** More than that where all cells share a machine of two processors. */
  private static final Duration ALL_AT_ONCE = Duration.ofMillis(800);

  /** One that is left behind lives until heartbeats are missed, which takes two minutes. */
  private static final Duration THREADS_GRACE = Duration.ofMinutes(1);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** What is bad from the moment on at which the operation begins. */
  enum Network {
    CUT(NetworkFault.CUT),
    HALF_OPEN(NetworkFault.HALF_OPEN),
    NOT_READING(NetworkFault.NOT_READING),
    ONE_BYTE_A_SECOND(NetworkFault.TRICKLE),
    LATENCY_OF_200_MS(NetworkFault.LATENCY),
    REFUSED(NetworkFault.REFUSED),
    GARBAGE(NetworkFault.GARBAGE),
    SILENT(NetworkFault.SILENT),
    TLS_SILENT(NetworkFault.SILENT),
    BROKER_ALARM(NetworkFault.NONE);

    private final NetworkFault fault;

    Network(NetworkFault fault) {
      this.fault = fault;
    }
  }

  /** What is done then. */
  enum Operation {
    GET_CONNECTION,
    FIRST_CALL,
    CALL,
    CALL_ASYNC,
    CAST,
    NOTIFICATION,
    COMMIT_OF_50_SENDS,
    UNDEPLOYMENT_OF_3_BEANS,
    STOP;

    /** By the defaults of the product. */
    Duration deadline() {
      return switch (this) {
        case GET_CONNECTION -> millis(new RarebitResourceAdapter().getConnectTimeoutMillis());
        case FIRST_CALL, CALL, CALL_ASYNC, CAST, NOTIFICATION, COMMIT_OF_50_SENDS ->
            millis(new RpcManagedConnectionFactory().getCallTimeoutMillis());
        case UNDEPLOYMENT_OF_3_BEANS, STOP ->
            millis(new RpcActivationSpec().getDrainTimeoutMillis()).plus(GRACE_OF_AN_UNDEPLOYMENT);
      };
    }

    private static Duration millis(String property) {
      return Duration.ofMillis(Long.parseLong(property));
    }

    boolean hasThreeBeans() {
      return this == UNDEPLOYMENT_OF_3_BEANS || this == STOP;
    }
  }

  /** With an end, and nothing that it may throw. */
  private interface Action {
    Object run() throws Exception;
  }

  private final Network network;
  private final Operation operation;
  private final Path trustStore;
  private final SSLContext tls;
  private final Semaphore processor;
  private final CountDownLatch allReady;
  private final CountDownLatch allDone;
  private final List<String> faults = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private EmbeddedBroker broker;
  private NetworkProxy proxy;
  private AdapterFixture fixture;
  private AdapterFixture.Serving first;
  private AdapterFixture.Serving second; // null unless there are three beans
  private Hearing third; // likewise
  private RpcConnection connection; // null if the operation makes it
  private volatile Thread busy; // null unless the operation goes on
  private volatile String stuckAt; // null unless it was late

  /**
   * A cell.
   *
   * @param certificate of the broker that speaks TLS
   * @param processor who is set up, or ends, needs it
   * @param allReady counted down once this one is; the operation begins when all are
   * @param allDone counted down after the operation; all end after that of the last one
   */
  FaultCell(
      Network network,
      Operation operation,
      CertificateAuthority authority,
      CertificateAuthority.Issued certificate,
      Semaphore processor,
      CountDownLatch allReady,
      CountDownLatch allDone)
      throws GeneralSecurityException, IOException {
    this.network = network;
    this.operation = operation;
    this.trustStore = Path.of(authority.trustStore());
    this.tls = contextOf(certificate);
    this.processor = processor;
    this.allReady = allReady;
    this.allDone = allDone;
  }

  private static SSLContext contextOf(CertificateAuthority.Issued certificate)
      throws GeneralSecurityException, IOException {
    char[] password = CertificateAuthority.PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(certificate.store().toFile(), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  Network network() {
    return network;
  }

  Operation operation() {
    return operation;
  }

  /** What was wrong, when it has run; empty if nothing was. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void run() {
    try {
      boolean ready = setUp();
      allReady.countDown();
      allReady.await();
      if (ready) {
        disturb();
        measure();
      }
    } catch (Exception | Error e) {
      fault("it could not be tried", e);
    } finally {
      allDone.countDown();
      tearDown();
    }
  }

  private void fault(String what, Throwable why) {
    faults.add(what + ": " + why + " at " + Arrays.toString(why.getStackTrace()));
  }

  // ---- before and after

  private boolean setUp() throws InterruptedException {
    processor.acquire();
    try {
      broker = new EmbeddedBroker().start();
      open.add(broker);
      int port = broker.port();
      if (network == Network.TLS_SILENT) {
        Relay relay = new Relay(tls.getServerSocketFactory(), port);
        open.add(relay);
        port = relay.port();
      }
      proxy = new NetworkProxy(port);
      open.add(proxy);
      fixture = AdapterFixture.startAt(url(), this::configure);
      open.add(fixture);
      if (operation == Operation.GET_CONNECTION) { // a bean's link for replies would be lent
        return true;
      }
      first = fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
      if (operation.hasThreeBeans()) {
        second = fixture.activate(fixture.spec("node1"), EndpointStyle.STANDARD);
        third = Hearing.start(fixture, HearingFixture.spec("info"));
        await("notifications.info");
      }
      await("calculator");
      connection = connect();
      open.add(connection);
      if (operation != Operation.FIRST_CALL) {
        Object sum = connection.client(CALCULATOR).request("add").args(TWO_NUMBERS).call();
        if (!Long.valueOf(3).equals(sum)) {
          throw new IllegalStateException("The sum is " + sum);
        }
      }
      if (operation == Operation.COMMIT_OF_50_SENDS) {
        fixture.container().transactions().begin();
        for (int i = 0; i < SENDS; i++) {
          cast("line " + i);
        }
      }
      return true;
    } catch (Exception | Error e) {
      fault("setting up failed", e);
      return false;
    } finally {
      processor.release();
    }
  }

  /** On a machine that is busy the first handshakes may take too long for the broker. */
  private RpcConnection connect() {
    for (int tries = 1; true; tries++) {
      try {
        return fixture.connect();
      } catch (MessagingException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private String url() {
    return "rabbit://guest:guest@127.0.0.1:"
        + proxy.port()
        + (network == Network.TLS_SILENT ? "/?ssl=1" : "/");
  }

  private void configure(RarebitResourceAdapter adapter) {
    if (network == Network.TLS_SILENT) {
      adapter.setTrustStore(trustStore.toString());
      adapter.setTrustStorePassword(CertificateAuthority.PASSWORD);
    }
  }

  private void await(String queue) throws InterruptedException {
    if (!broker.await(
        AdapterFixture.PATIENCE,
        b -> b.queueNames().contains(queue) && b.consumerCount(queue) == 1)) {
      throw new IllegalStateException("nobody consumes from " + queue);
    }
  }

  private void disturb() throws IOException {
    if (network == Network.BROKER_ALARM) {
      broker.faults().block("low on memory");
    }
    proxy.become(network.fault);
    int before = proxy.accepted();
    if (operation.hasThreeBeans() && network.fault == NetworkFault.SILENT) {
      Beans.eventually(() -> proxy.accepted() > before + 1); // those of beans, and of replies
    }
  }

  /** What is closed then ends at once. */
  private void repair() throws IOException {
    broker.faults().clear();
    if (network != Network.REFUSED) { // somebody may have the port meanwhile, and nothing waits
      proxy.become(NetworkFault.NONE);
      proxy.cut(); // what was swallowed would be missing
    }
  }

  private void tearDown() {
    try {
      if (!allDone.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        faults.add("another cell does not end");
      }
      processor.acquire();
      try {
        close();
      } finally {
        processor.release();
      }
    } catch (InterruptedException e) {
      fault("it was not closed", e);
    }
  }

  private void close() {
    try {
      if (proxy != null) {
        repair();
      }
    } catch (IOException e) {
      fault("the network was not repaired", e);
    }
    for (int i = open.size() - 1; i >= 0; i--) {
      try {
        open.get(i).close();
      } catch (Exception | Error e) {
        fault("something was left behind", e);
      }
    }
  }

  // ---- the operation

  private void measure() throws Exception {
    switch (operation) {
      case GET_CONNECTION -> getConnection();
      case FIRST_CALL, CALL ->
          inTime(() -> connection.client(CALCULATOR).request("add").args(TWO_NUMBERS).call(), 3L);
      case CALL_ASYNC -> inTime(this::callAsync, 3L);
      case CAST -> inTime(() -> cast("one"));
      case NOTIFICATION ->
          inTime(
              () -> {
                connection.notifier("matrix").info("something.happened", Map.of());
                return null;
              });
      case COMMIT_OF_50_SENDS -> commit();
      case UNDEPLOYMENT_OF_3_BEANS -> {
        inTime(
            () -> {
              fixture.deactivate(first);
              third.stop(fixture);
              fixture.deactivate(second);
              return null;
            });
        connection.close();
        fixture.container().stop(); // in the same network
        findThreads();
      }
      case STOP -> {
        inTime(
            () -> {
              fixture.adapter().stop();
              return null;
            });
        findThreads();
      }
    }
  }

  /** Where it must succeed, a machine that is busy has more than one try. */
  private void getConnection() throws Exception {
    for (int left = mustSucceed() ? MOST_TRIES : 1; connection == null && left > 0; left--) {
      boolean isLast = left == 1;
      inTime(
          () -> {
            try {
              connection = fixture.connect();
              open.add(connection);
            } catch (MessagingException e) {
              if (isLast) {
                throw e;
              }
            }
            return null;
          });
    }
  }

  private Object cast(String line) {
    connection.client(CALCULATOR).request("log").arg("line", line).cast();
    return null;
  }

  private Object callAsync() throws Exception {
    CompletableFuture<Object> result =
        connection
            .client(CALCULATOR)
            .request("add")
            .args(TWO_NUMBERS)
            .callAsync()
            .toCompletableFuture();
    try {
      return result.get(operation.deadline().plusSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private void commit() throws Exception {
    inTime(
        () -> {
          fixture.container().transactions().commit();
          return null;
        });
    if (network == Network.LATENCY_OF_200_MS) {
      for (int i = 0; i < SENDS; i++) {
        if (fixture.desk().heard.poll(30, TimeUnit.SECONDS) == null) {
          faults.add("only " + i + " sends of " + SENDS + " came");
          return;
        }
      }
    }
  }

  /** Late is not never; and the end of beans, of a commit and of an adapter is no failure ever. */
  private boolean mustSucceed() {
    return network == Network.LATENCY_OF_200_MS
        || operation == Operation.COMMIT_OF_50_SENDS
        || operation.hasThreeBeans()
        || (network == Network.BROKER_ALARM && operation == Operation.GET_CONNECTION);
  }

  private void inTime(Action action) throws Exception {
    inTime(action, null);
  }

  /** It ends before its deadline, with this result or an exception that applications know. */
  private void inTime(Action action, Object expected) throws Exception {
    long begin = System.nanoTime();
    busy = Thread.currentThread();
    try {
      Object result = action.run();
      if (expected != null && !expected.equals(result)) {
        faults.add("the result is " + result);
      }
    } catch (MessagingException | ResourceException e) {
      if (mustSucceed()) {
        fault("it failed", e);
      }
    } catch (TimeoutException e) {
      fault("it did not end", e);
    } finally {
      busy = null;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    if (took.compareTo(operation.deadline().plus(LATE).plus(BusyMachine.allows(ALL_AT_ONCE))) > 0) {
      faults.add(
          "it took %d ms and had %d; when it was late it was at %s"
              .formatted(took.toMillis(), operation.deadline().toMillis(), stuckAt));
    }
  }

  /** To be called while cells run: notes where a late one is. */
  void watch(long nanosSinceBegin) {
    Thread thread = busy;
    if (thread != null && stuckAt == null && nanosSinceBegin > operation.deadline().toNanos()) {
      stuckAt = Arrays.toString(thread.getStackTrace());
    }
  }

  /** Those of the adapter, on whatever thread it started them. */
  private void findThreads() throws InterruptedException {
    long deadline = System.nanoTime() + THREADS_GRACE.toNanos();
    List<Thread> left = threads();
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      left.get(0).join(20);
      left = threads();
    }
    for (Thread thread : left) {
      faults.add(thread + " outlived the stop, at " + Arrays.toString(thread.getStackTrace()));
    }
  }

  private static List<Thread> threads() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    Thread[] all = new Thread[group.activeCount() + 16];
    int count = group.enumerate(all);
    return Arrays.stream(all, 0, count)
        .filter(
            thread ->
                thread.getName().startsWith("rarebit ")
                    || thread.getName().startsWith("AMQP Connection"))
        .toList();
  }
}
