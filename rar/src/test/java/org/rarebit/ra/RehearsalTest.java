package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.broker.LinkPool;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.Reply;
import org.rarebit.ra.wire.ReplyCodec;
import org.rarebit.ra.wire.Request;
import org.rarebit.ra.wire.RequestCodec;
import org.rarebit.testkit.broker.EmbeddedBroker;
import org.rarebit.testkit.container.FakeContainer;

class RehearsalTest {

  private static final String TOPIC = "rehearsed";

  private final EmbeddedBroker broker = new EmbeddedBroker();
  private Connection connection;

  @BeforeEach
  void serve() throws Exception {
    broker.start();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setPort(broker.port());
    connection = factory.newConnection();
    Channel channel = connection.createChannel();
    channel.exchangeDeclare("openstack", "topic", false, false, Map.of());
    channel.queueDeclare(TOPIC, false, false, false, Map.of());
    channel.queueBind(TOPIC, "openstack", TOPIC);
    channel.basicConsume(
        TOPIC,
        true,
        (tag, delivery) -> answer(channel, delivery.getBody()),
        tag -> {
          // the test is over
        });
  }

  @AfterEach
  void stop() throws Exception {
    connection.close();
    broker.close();
  }

  private static void answer(Channel channel, byte[] body) {
    try {
      Request<?> request =
          RequestCodec.decode(new Body(body, Body.CONTENT_TYPE, null), Limits.DEFAULT);
      channel.basicPublish(
          "",
          request.replyQueue(),
          new com.rabbitmq.client.AMQP.BasicProperties.Builder()
              .contentType(Body.CONTENT_TYPE)
              .contentEncoding("utf-8")
              .build(),
          ReplyCodec.encode(Reply.returned(request.msgId(), "answered")));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFirstCallLoadsHardlyAnyClassThatTheRehearsalHasNotLoaded() throws Exception {
    try (Deployed rehearsed = new Deployed()) {
      rehearsed.run("rehearse", "");
      Set<String> before = Set.copyOf(rehearsed.loaded);

      rehearsed.run("call", broker.url());

      assertThat(before).hasSizeGreaterThan(700);
      Set<String> late = new TreeSet<>(rehearsed.loaded);
      late.removeAll(before);
      late.removeIf(RehearsalTest::isOfTheTest);
      assertThat(late).hasSizeLessThan(40);
    }
  }

  @Test
  void nothingIsLoadedAnyMoreOnceTheAdapterIsStopped() throws Exception {
    try (Deployed stopped = new Deployed()) {
      stopped.run("rehearseStopped", "");

      assertThat(stopped.loaded).noneMatch(name -> name.endsWith("impl.AMQConnection"));
    }
  }

  /**
   * Wherever the rehearsal is, and also where a server closes the class loader of the adapter
   * before it stops it, as Payara does if a deployment fails.
   */
  @ParameterizedTest
  @CsvSource({
    "com.fasterxml.jackson., false",
    "com.fasterxml.jackson., true",
    "com.rabbitmq.client., false",
    "com.rabbitmq.client., true"
  })
  void aStopInItsMiddleDoesNotWaitForItAndEndsItWithoutAWord(String where, boolean isLoaderClosed)
      throws Exception {
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    try (LoggedLines log = LoggedLines.of("org.rarebit");
        Deployed deployed = new Deployed()) {
      deployed.holdAt = where;
      deployed.run("start", "");
      Thread rehearsal = deployed.held.get(30, TimeUnit.SECONDS);
      rehearsal.setUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
      deployed.isShut = isLoaderClosed;
      long begun = System.nanoTime();

      deployed.run("stop", "");

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
      assertThat(rehearsal.isAlive()).as("it is still in the middle").isTrue();
      deployed.mayGoOn.countDown();
      rehearsal.join(TimeUnit.SECONDS.toMillis(30));
      assertThat(rehearsal.isAlive()).isFalse();
      assertThat(deployed.loaded).noneMatch(name -> name.endsWith("impl.AMQConnection"));
      assertThat(uncaught).isEmpty();
      assertThat(log.errors()).isEmpty();
      assertThat(log.warnings()).isEmpty();
      deployed.isShut = false;
      deployed.run("end", ""); // looks for threads
    }
  }

  /** Or of plain Java, which a container has something else for. */
  private static boolean isOfTheTest(String name) {
    return name.startsWith("org.assertj")
        || name.startsWith("net.bytebuddy")
        || name.startsWith("org.rarebit.ra.outbound.Plain")
        || name.startsWith("org.rarebit.ra.outbound.Direct");
  }

  /** The adapter in a class loader of its own, as it is deployed; knows what it has loaded. */
  private static final class Deployed extends URLClassLoader {

    static {
      registerAsParallelCapable(); // as servers' are: who loads holds up nobody else
    }

    final Set<String> loaded = ConcurrentHashMap.newKeySet();
    final CompletableFuture<Thread> held = new CompletableFuture<>();
    final CountDownLatch mayGoOn = new CountDownLatch(1);
    volatile String holdAt; // how the class begins before which the rehearsal is held; or null
    volatile boolean isShut;

    Deployed() throws Exception {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() throws Exception {
      List<String> paths =
          Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1));
      URL[] urls = new URL[paths.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = Path.of(paths.get(i)).toUri().toURL();
      }
      return urls;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      Thread current = Thread.currentThread();
      if (holdAt != null && name.startsWith(holdAt) && current.getName().endsWith(" waiting")) {
        held.complete(current);
        await();
      }
      if (isShut) {
        throw new ClassNotFoundException(name);
      }
      Class<?> found = super.findClass(name);
      loaded.add(name);
      return found;
    }

    private void await() {
      try {
        mayGoOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void run(String step, String argument) throws Exception {
      loadClass(Steps.class.getName()).getMethod(step, String.class).invoke(null, argument);
    }
  }

  /** Runs among the classes that are deployed. */
  public static final class Steps {

    private Steps() {}

    /** On the thread of the rehearsal, to its end. */
    public static void rehearse(String unused) throws Exception {
      LinkPool links = new LinkPool("test");
      Rehearsal.begin(links);
      awaitEnd();
      links.close();
    }

    public static void rehearseStopped(String unused) throws Exception {
      LinkPool links = new LinkPool("test");
      links.close();
      Rehearsal.begin(links);
      awaitEnd();
    }

    private static final FakeContainer CONTAINER = new FakeContainer();
    private static final RarebitResourceAdapter ADAPTER = new RarebitResourceAdapter();

    public static void start(String unused) throws Exception {
      CONTAINER.start(ADAPTER);
    }

    public static void stop(String unused) {
      ADAPTER.stop();
    }

    public static void end(String unused) {
      CONTAINER.close();
    }

    private static void awaitEnd() throws Exception {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("rarebit test waiting")) {
          thread.join(TimeUnit.SECONDS.toMillis(30));
        }
      }
    }

    public static void call(String url) throws Exception {
      RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
      managed.setConnectionURL(url);
      RpcConnectionFactory factory = (RpcConnectionFactory) managed.createConnectionFactory();
      try (RpcConnection connection = factory.getConnection()) {
        String answer =
            connection.client(Target.topic(TOPIC)).request("ask").arg("a", 1).call(String.class);
        assertThat(answer).isEqualTo("answered");
      } finally {
        ((AutoCloseable) factory).close(); // it shows nothing in JMX any more
      }
    }
  }
}
