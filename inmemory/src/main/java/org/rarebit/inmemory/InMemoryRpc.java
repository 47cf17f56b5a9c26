package org.rarebit.inmemory;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.Notifier;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;
import org.rarebit.ra.inbound.BeanInstance;
import org.rarebit.ra.outbound.Clients;
import org.rarebit.ra.server.LocalListener;
import org.rarebit.ra.server.LocalServer;
import org.rarebit.ra.server.NotificationServerSettings;
import org.rarebit.ra.wire.Limits;

/**
 * Beans that serve and listen, and the connection factory of those who call them, in one JVM and
 * without anything else: for tests of applications, in milliseconds.
 *
 * <pre>{@code
 * try (InMemoryRpc rpc = InMemoryRpc.serve("calculator", new CalculatorBean())) {
 *   Calculator calculator = rpc.proxy(Calculator.class, Target.topic("calculator"));
 *   assertThat(calculator.add(2, 3)).isEqualTo(5);
 * }
 * }</pre>
 *
 * It is itself the {@link RpcConnectionFactory} that is to be set into fields that a container
 * would inject. What is called is an object, with whatever the test has given it; its class may be
 * final, private, or have any constructor.
 *
 * <p>What is real: contracts and beans are read, and refused, as at a deployment; requests, replies
 * and notifications travel as the bytes that go over the wire, in both directions and within the
 * same limits; arguments are bound, and methods picked by namespace, version and name, by the
 * adapter's own classes; deadlines, request contexts, headers, {@link org.rarebit.api.RpcContext},
 * remote errors and exceptions are the adapter's. Interceptors run around what is sent and around
 * the beans: those of the class loader of the bean's class, and those of a client. Each call runs
 * on another thread than its caller's.
 *
 * <p>What is kinder than a broker, so that tests need not wait: when a cast, a fanout, a
 * notification or a call of the test's returns, everything that it has caused has ended, whatever
 * was cast on the way included; unless that takes longer than its timeout, after which it goes on
 * by itself. Not so within a bean's method, where a cast returns at once, as ever; nor for a call
 * that is not waited for ({@code callAsync}): for these there is {@link #awaitQuiet}. A server, or
 * a listener, gets casts and notifications one by one, in the order in which they were sent; calls
 * at once, and at the same time. What failed and nobody was told of is in {@link #failures}.
 *
 * <p>What it does not show: transactions (what is sent leaves at once, also where a rollback would
 * have undone it), acknowledgements, redeliveries, duplicates and dead letters, activation
 * properties, limits of concurrency, pools, security, interceptors of the container, call monitors,
 * what waits for a server or listener that comes later, a broker that fails, and the time that a
 * broker takes. The broker and the container of {@code rarebit-testkit} do.
 *
 * <p>Thread-safe. Not to be serialized.
 */
public final class InMemoryRpc implements RpcConnectionFactory, AutoCloseable {

  private static final long serialVersionUID = 1L;

  private record ServerKey(String topic, String exchange, String server) {}

  private final transient Routes routes = new Routes();
  private final transient Traffic traffic = new Traffic(routes);
  private final transient Map<ServerKey, LocalServer> servers = new HashMap<>(); // guarded by it

  private transient volatile List<String> propagated = List.of();

  private InMemoryRpc() {}

  /**
   * Serves a bean.
   *
   * @param topic what it serves
   * @param bean implements a contract, or has methods that are marked {@link
   *     org.rarebit.api.RpcMethod}
   * @return to be closed
   * @throws IllegalArgumentException if the deployment of such a bean would be refused; the text
   *     names all that is wrong
   */
  public static InMemoryRpc serve(String topic, Object bean) {
    return new InMemoryRpc().and(topic, bean);
  }

  /**
   * Serves a bean on an exchange, or as one of several servers of a topic.
   *
   * @param at topic, exchange and server; namespace and version are the contract's
   * @param bean as in {@link #serve(String, Object)}
   * @return to be closed
   * @throws IllegalArgumentException as in {@link #serve(String, Object)}
   */
  public static InMemoryRpc serve(Target at, Object bean) {
    return new InMemoryRpc().and(at, bean);
  }

  /**
   * Has a bean hear notifications.
   *
   * @param topics of the notifications, as the activation property of that name: separated by
   *     commas; a notifier's own is {@code notifications}. In memory notifiers tell on all
   *     exchanges, so one that is named before a colon counts for nothing
   * @param listener a {@link org.rarebit.api.NotificationListener}, {@link
   *     org.rarebit.api.NotificationBatchListener}, which gets batches of one, or {@link
   *     org.rarebit.api.AnnotatedNotificationListener}
   * @return to be closed
   * @throws IllegalArgumentException if the deployment of such a bean would be refused
   */
  public static InMemoryRpc hear(String topics, Object listener) {
    return new InMemoryRpc().andHear(topics, listener);
  }

  /**
   * Serves one bean more. Beans of one topic are one server: of two that have the same method the
   * first one answers.
   *
   * @param topic what it serves
   * @param bean as in {@link #serve(String, Object)}
   * @return this
   * @throws IllegalArgumentException as in {@link #serve(String, Object)}
   */
  public InMemoryRpc and(String topic, Object bean) {
    return and(Target.topic(topic), bean);
  }

  /**
   * Serves one bean more on an exchange, or as one of several servers of a topic: these get its
   * requests in turns, and its fanouts all of them.
   *
   * @param at topic, exchange and server; namespace and version are the contract's
   * @param bean as in {@link #serve(String, Object)}
   * @return this
   * @throws IllegalArgumentException as in {@link #serve(String, Object)}
   */
  public InMemoryRpc and(Target at, Object bean) {
    if (at.namespace() != null || at.version() != null || at.fanout()) {
      throw new IllegalArgumentException(
          "A bean is served at a topic, an exchange and a server; namespace and version are its"
              + " contract's: "
              + at);
    }
    BeanInstance instance = new BeanInstance(bean);
    var operations = instance.operations();
    synchronized (servers) {
      ServerKey key = new ServerKey(at.topic(), Routes.exchangeOf(at), Routes.serverOf(at));
      LocalServer server = servers.get(key);
      if (server == null) {
        Target served = Target.topic(key.topic()).exchange(key.exchange()).server(key.server());
        server = new LocalServer(served, Limits.DEFAULT);
        servers.put(key, server);
        routes.bindServer(
            at, Destination.of(key.topic() + "@" + key.server(), server, traffic.threads()));
      }
      server.add(operations, instance);
    }
    return this;
  }

  /**
   * Has one bean more hear notifications. Each listener of a topic hears all of them.
   *
   * @param topics as in {@link #hear}
   * @param listener as in {@link #hear}
   * @return this
   * @throws IllegalArgumentException as in {@link #hear}
   */
  public InMemoryRpc andHear(String topics, Object listener) {
    List<String> names = topicsOf(topics);
    LocalListener hearing =
        new LocalListener(listener.getClass(), new BeanInstance(listener), Limits.DEFAULT);
    Destination destination = Destination.of(topics, hearing, traffic.threads());
    names.forEach(topic -> routes.bindListener(topic, destination));
    return this;
  }

  /**
   * Passes entries of the request context on, as the connection factory's property {@code
   * propagatedContext} says it; for what is made from now on. Without, nothing is.
   *
   * @param keys the entries that what a bean sends inherits from the request that it serves; {@code
   *     *} for all of them
   * @return this
   */
  public InMemoryRpc propagating(String... keys) {
    propagated = List.of(keys);
    return this;
  }

  private static List<String> topicsOf(String topics) {
    List<String> names =
        Arrays.stream(topics.split(",", -1))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .map(entry -> NotificationServerSettings.Source.of(entry, null).topic())
            .toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException("topics must name at least one.");
    }
    return names;
  }

  @Override
  public RpcClient client(Target target) {
    return Clients.client(traffic, target, propagated);
  }

  @Override
  public <T> T proxy(Class<T> contract, Target target) {
    return client(target).proxy(contract);
  }

  @Override
  public Notifier notifier(@Nullable String publisherId) {
    return Clients.notifier(traffic, publisherId, propagated);
  }

  @Override
  public RpcConnection getConnection() {
    return new InMemoryConnection(traffic, propagated);
  }

  /** The same: there is nobody to log in to. */
  @Override
  public RpcConnection getConnection(String userName, String password) {
    return getConnection();
  }

  /**
   * Waits until no method runs and nothing is on its way.
   *
   * @param timeout how long at most
   * @throws IllegalStateException if something still runs then, or the thread was interrupted; the
   *     text names what runs
   */
  public void awaitQuiet(Duration timeout) {
    if (!traffic.awaitQuiet(timeout)) {
      throw new IllegalStateException(
          "After " + timeout.toMillis() + " ms there is still at work: " + traffic.running());
    }
  }

  /**
   * What casts, fanouts and notifications came to that failed: exceptions of methods, and of what
   * the server refused. Their senders are told nothing.
   *
   * @return in the order in which they failed
   */
  public List<Throwable> failures() {
    return traffic.failures();
  }

  /**
   * Ends the calls that wait, with a {@link org.rarebit.api.ConnectionLostException}, interrupts
   * the methods that run, and waits for their end; then no thread is left. Closing again does
   * nothing.
   *
   * @throws IllegalStateException if a method does not end within two seconds; the text names it
   */
  @Override
  public void close() {
    traffic.close();
  }
}
