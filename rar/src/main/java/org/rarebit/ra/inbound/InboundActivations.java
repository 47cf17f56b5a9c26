package org.rarebit.ra.inbound;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rarebit.api.spi.ApiCopies;
import org.rarebit.api.spi.Operations;
import org.rarebit.api.spi.RpcOperation;
import org.rarebit.ra.broker.BrokerSettings;
import org.rarebit.ra.broker.Deadline;
import org.rarebit.ra.broker.MBeanRegistration;
import org.rarebit.ra.broker.Names;
import org.rarebit.ra.server.AccessPolicy;
import org.rarebit.ra.server.Activation;
import org.rarebit.ra.server.FailurePolicy;
import org.rarebit.ra.server.NotificationMethods;
import org.rarebit.ra.server.NotificationServerSettings;
import org.rarebit.ra.server.RpcServerSettings;
import org.rarebit.ra.server.Servers;
import org.rarebit.ra.wire.Topology;

/**
 * The register of all activations: those that serve and those that hear notifications. Activating
 * never waits for the broker; deactivating waits for running methods. Thread-safe.
 */
public final class InboundActivations {

  /** By identity: two beans with equal properties are two activations (Connectors 13.4.9.1). */
  private record Key(MessageEndpointFactory factory, ActivationSpec spec) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && factory == that.factory && spec == that.spec;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(factory) + System.identityHashCode(spec);
    }
  }

  /** As long as the id of a queue of our own is at most, or longer: host, process and number. */
  private static final String LONGEST_ID = "0".repeat(36);

  private record Registered(
      Activation activation, MBeanRegistration monitor, Runnable hideDeadLetters) {}

  private final InboundServices services;
  private final Servers servers;
  private final DeadLetterMonitors deadLetters;
  private final Map<Key, Registered> registered = new HashMap<>(); // guarded by this

  /**
   * An empty register.
   *
   * @param services what the activations need
   */
  public InboundActivations(InboundServices services) {
    this.services = services;
    this.servers = new Servers(services.adapter());
    this.deadLetters = new DeadLetterMonitors(services.adapter(), servers);
  }

  /**
   * Begins to deliver. Returns at once, whatever the broker's state.
   *
   * @param factory makes the bean's endpoints
   * @param spec an {@link RpcActivationSpec} or a {@link NotificationActivationSpec}
   * @throws ResourceException NotSupportedException for another kind of spec,
   *     InvalidPropertyException naming all that is wrong with the properties or the bean
   */
  public void activate(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    Activation activation;
    Runnable hideDeadLetters = () -> {};
    if (spec instanceof RpcActivationSpec rpc) {
      activation = serve(factory, rpc);
    } else if (spec instanceof NotificationActivationSpec notifications) {
      activation = listen(factory, notifications);
      hideDeadLetters = showDeadLetters(notifications);
    } else {
      throw new NotSupportedException(
          "Not an activation spec of this adapter: " + spec.getClass().getName());
    }
    Registered fresh =
        new Registered(activation, ActivationMonitor.register(activation), hideDeadLetters);
    synchronized (this) {
      registered.put(new Key(factory, spec), fresh);
    }
  }

  private Activation serve(MessageEndpointFactory factory, RpcActivationSpec spec)
      throws ResourceException {
    spec.validateFor(factory.getEndpointClass()); // not every container calls validate
    try {
      requireOneApi(factory);
      RpcServerSettings server = serverSettings(spec);
      requireNames(server);
      AccessPolicy policy = spec.accessPolicy();
      Class<?> beanClass = factory.getEndpointClass();
      List<RpcOperation> operations = operationsOf(beanClass, policy);
      String name = beanClass.getSimpleName() + " of " + server.topic() + "@" + server.server();
      return servers.serve(
          server,
          new RpcServerSettings.OfBean(
              operations,
              spec.values().maxConcurrency(),
              spec.acknowledgementMode(),
              spec.values().stackTraces(),
              spec.breakerPolicy()),
          new EndpointDelivery(
              endpoints(name, factory, spec.values().securityInflow()),
              factory,
              ParameterValidator.of(beanClass),
              services.transactions(),
              inflow(name, spec.values().securityInflow(), spec.callerKeyNames())),
          Duration.ofMillis(spec.values().drainTimeoutMillis()));
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException("RpcActivationSpec: " + e.getMessage(), e);
    }
  }

  private static void requireOneApi(MessageEndpointFactory factory) {
    Class<?> beanClass = factory.getEndpointClass();
    String fault = ApiCopies.otherCopyOf(beanClass.getClassLoader());
    if (fault != null) {
      throw new IllegalArgumentException(beanClass.getName() + " cannot be served. " + fault);
    }
  }

  /**
   * What a bean serves.
   *
   * @throws IllegalArgumentException naming everything that is wrong with it
   */
  static List<RpcOperation> operationsOf(Class<?> beanClass, AccessPolicy policy) {
    ApplicationExceptions.requireMarkedErrors(beanClass);
    return Operations.ofBean(beanClass).stream().filter(policy::allows).toList();
  }

  private RpcServerSettings serverSettings(RpcActivationSpec spec) {
    RpcProperties read = spec.values();
    return new RpcServerSettings(
        services
            .adapter()
            .settings(read.connectionURL(), read.userName(), read.password())
            .withPasswordFile(read.passwordFile()),
        read.exchange() == null ? services.adapter().controlExchange() : read.exchange(),
        read.topic(),
        read.server() == null ? Names.ofThisHost() : read.server(),
        read.prefetch(),
        Duration.ofMillis(read.acknowledgementDelayMillis()),
        read.duplicateWindow(),
        read.pingEnabled(),
        Duration.ofMillis(read.startupGraceMillis()));
  }

  /** Queues that the broker can never have are better known now than when they are declared. */
  private void requireNames(RpcServerSettings server) {
    Topology topology = services.adapter().topology();
    requireName("exchange", server.exchange());
    requireName("topic's queue", topology.topicQueue(server.topic()).name());
    requireName("server's queue", topology.serverQueue(server.topic(), server.server()).name());
    requireName("fanout exchange", topology.fanoutExchange(server.topic()).name());
    requireName("fanout queue", topology.fanoutQueue(server.topic(), LONGEST_ID).name());
  }

  private static void requireName(String what, String name) {
    if (!Names.fits(name)) {
      throw new IllegalArgumentException(
          "the name of the "
              + what
              + " would have more than "
              + Names.MOST_BYTES
              + " bytes, which the broker does not take. Choose shorter names of topic, server and"
              + " exchange.");
    }
  }

  private Activation listen(MessageEndpointFactory factory, NotificationActivationSpec spec)
      throws ResourceException {
    spec.validateFor(factory.getEndpointClass()); // not every container calls validate
    try {
      requireOneApi(factory);
      NotificationMethods methods = NotificationMethods.of(factory.getEndpointClass());
      spec.requireHeard(methods.priorities());
      if (methods.isBatched() && spec.values().securityInflow()) {
        throw new IllegalArgumentException(
            "securityInflow is for one notification at a time: a batch has many callers.");
      }
      List<NotificationServerSettings.Source> sources =
          spec.sources(services.adapter().controlExchange());
      NotificationServerSettings server = serverSettings(spec, sources, methods.isBatched());
      requireNames(server, sources, spec);
      String name =
          factory.getEndpointClass().getSimpleName()
              + " of notifications of "
              + String.join(", ", server.exchanges());
      return servers.listen(
          server,
          new NotificationServerSettings.OfBean(
              sources,
              spec.prioritySet(),
              spec.filter(),
              spec.values().maxConcurrency(),
              methods,
              spec.failurePolicy(),
              spec.breakerPolicy()),
          new EndpointDelivery(
              endpoints(name, factory, spec.values().securityInflow()),
              factory,
              ParameterValidator.none(),
              services.transactions(),
              inflow(name, spec.values().securityInflow(), spec.callerKeyNames())),
          Duration.ofMillis(spec.values().drainTimeoutMillis()));
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException("NotificationActivationSpec: " + e.getMessage(), e);
    }
  }

  private Runnable showDeadLetters(NotificationActivationSpec spec) {
    FailurePolicy.DeadLetterAddress address = spec.failurePolicy().deadLetters();
    return deadLetters.show(broker(spec.values()), address == null ? null : address.queue());
  }

  private BrokerSettings broker(NotificationProperties read) {
    return services
        .adapter()
        .settings(read.connectionURL(), read.userName(), read.password())
        .withPasswordFile(read.passwordFile());
  }

  private NotificationServerSettings serverSettings(
      NotificationActivationSpec spec,
      List<NotificationServerSettings.Source> sources,
      boolean batched) {
    NotificationProperties read = spec.values();
    return new NotificationServerSettings(
        broker(read),
        sources.stream().map(NotificationServerSettings.Source::exchange).toList(),
        read.pool(),
        batched,
        read.prefetch(),
        Duration.ofMillis(read.acknowledgementDelayMillis()),
        read.duplicateWindow(),
        Duration.ofMillis(read.requeueDelayMillis()),
        read.batchSize(),
        Duration.ofMillis(read.batchTimeoutMillis()),
        spec.queueOptions(),
        read.streamOffset(),
        Duration.ofMillis(read.startupGraceMillis()));
  }

  private void requireNames(
      NotificationServerSettings server,
      List<NotificationServerSettings.Source> sources,
      NotificationActivationSpec spec) {
    Topology topology = services.adapter().topology();
    server.exchanges().forEach(exchange -> requireName("exchange", exchange));
    if (server.pool() != null) {
      requireName("pool's queue", topology.poolQueue(server.pool()).name());
    }
    for (NotificationServerSettings.Source source : sources) {
      spec.prioritySet()
          .forEach(
              priority ->
                  requireName(
                      "queue of topic " + source.topic(),
                      topology.notificationQueue(source.topic(), priority.wireName()).name()));
    }
  }

  private static Endpoints endpoints(
      String name, MessageEndpointFactory factory, boolean asCaller) {
    return asCaller // each delivery has a thread of its own
        ? Endpoints.fresh("activation " + name, factory)
        : Endpoints.kept("activation " + name, factory);
  }

  private SecurityInflow inflow(String name, boolean asCaller, CallerKeys keys) {
    return asCaller ? new SecurityInflow(name, keys, services.works()) : null;
  }

  /**
   * Ends delivering. Waits for running methods, at most for the activation's drain timeout; what
   * was not begun goes back to the broker. Never throws; an unknown activation is ignored.
   *
   * @param factory as activated
   * @param spec as activated
   */
  public void deactivate(MessageEndpointFactory factory, ActivationSpec spec) {
    end(new Key(factory, spec), null);
  }

  private void end(Key key, Deadline deadline) {
    Registered gone;
    synchronized (this) {
      gone = registered.remove(key);
    }
    if (gone != null) {
      gone.monitor().close();
      gone.hideDeadLetters().run();
      Activation activation = gone.activation();
      servers.end(
          activation, deadline == null ? Deadline.after(activation.drainTimeout()) : deadline);
    }
  }

  /**
   * Ends all activations that the container has left, and returns when that is done. Their drain
   * timeouts begin together, so that many of them take no longer than one.
   */
  public void close() {
    Map<Key, Deadline> deadlines = new LinkedHashMap<>();
    synchronized (this) {
      registered.forEach(
          (key, one) -> deadlines.put(key, Deadline.after(one.activation().drainTimeout())));
    }
    deadlines.forEach(this::end);
  }
}
