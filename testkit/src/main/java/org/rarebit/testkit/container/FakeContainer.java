package org.rarebit.testkit.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.SecurityContext;
import jakarta.resource.spi.work.TransactionContext;
import jakarta.resource.spi.work.WorkContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A container for one resource adapter: starts and stops it, activates endpoints, lends
 * connections, and finds what breaks the contract.
 *
 * <pre>{@code
 * try (FakeContainer container = new FakeContainer()) {
 *   container.start(adapter);
 *   FakeEndpointFactory<CalculatorBean> calculator =
 *       container.endpoints(CalculatorBean.class, CalculatorBean::new);
 *   container.activate(spec, calculator);
 *   ...
 *   calculator.awaitDeliveries(1, Duration.ofSeconds(5));
 * } // stops the adapter; throws the violations nobody took
 * }</pre>
 *
 * The adapter's lifecycle methods run on threads of the container, of which the context class
 * loader knows neither the adapter nor the application. Thread-safe.
 */
public final class FakeContainer implements AutoCloseable {

  private static final Set<Class<? extends WorkContext>> ALL_CONTEXTS =
      Set.of(TransactionContext.class, SecurityContext.class, HintsContext.class);

  private final Violations violations = new Violations();
  private final AdapterThreads threads = new AdapterThreads(violations);
  private final Activations activations = new Activations(threads);
  private final FakeTransactions transactions =
      new FakeTransactions(threads.factory("transaction reaper"));
  private final FakeWorkManager workManager =
      new FakeWorkManager(threads, violations, ALL_CONTEXTS);
  private final Bootstrap bootstrap =
      new Bootstrap(workManager, transactions.registry(), ALL_CONTEXTS, violations);
  private final List<FakeConnectionManager> connectionManagers =
      new ArrayList<>(); // guarded by this
  private ResourceAdapter adapter; // guarded by this; null unless started
  private boolean closed; // guarded by this
  private volatile boolean validating;

  /** Sets how long a lifecycle method of the adapter may take; 30 s, as on Payara. */
  public FakeContainer limit(Duration lifecycle) {
    threads.limit(lifecycle);
    return this;
  }

  /** Sets how {@code createTimer} answers; {@link TimerPolicy#GIVE} unless told. */
  public FakeContainer timers(TimerPolicy policy) {
    bootstrap.timers(policy);
    return this;
  }

  /** Sets which work contexts there are; those of the specification unless told. */
  public FakeContainer contexts(Set<Class<? extends WorkContext>> supported) {
    Set<Class<? extends WorkContext>> copy = Set.copyOf(supported);
    bootstrap.support(copy);
    workManager.support(copy);
    return this;
  }

  /**
   * Gives the adapter no TransactionSynchronizationRegistry, as a container without transactions.
   */
  public FakeContainer withoutTransactionRegistry() {
    bootstrap.withoutRegistry();
    return this;
  }

  /**
   * Calls {@code ActivationSpec.validate()} before an activation. Payara never does, so not here.
   */
  public FakeContainer validateSpecs() {
    validating = true;
    return this;
  }

  /**
   * Names threads of the adapter on which it must not call the container: those that bring replies
   * or keep deadlines, say. A container may block whoever submits a Work, and may destroy a
   * connection on the thread that reports its error; then nothing would be brought or kept. It is a
   * violation from then on to submit a Work, to send a connection event, to take a connection or to
   * create or call an endpoint on one. None unless told.
   */
  public FakeContainer keepOff(Predicate<Thread> adapterThreads) {
    violations.keepOff(adapterThreads);
    return this;
  }

  /** The WorkManager that the adapter gets. */
  public FakeWorkManager workManager() {
    return workManager;
  }

  /** The transactions of this container. */
  public FakeTransactions transactions() {
    return transactions;
  }

  /** What the adapter gets at its start. */
  public BootstrapContext bootstrapContext() {
    return bootstrap;
  }

  /**
   * Makes the endpoints of a message-driven bean, to be given to {@link #activate}.
   *
   * @param beanClass neither final nor abstract, with a constructor without parameters that is not
   *     private
   * @param instances makes the bean's instances, with what is to be injected
   * @param <B> the bean class
   * @throws IllegalArgumentException if the class cannot be a message-driven bean
   */
  public <B> FakeEndpointFactory<B> endpoints(Class<B> beanClass, Supplier<? extends B> instances) {
    return new FakeEndpointFactory<>(
        beanClass, instances, transactions, workManager::caller, violations);
  }

  /** A new pool of connections; closed with the container. */
  public FakeConnectionManager connectionManager() {
    return added(new FakeConnectionManager(transactions, violations));
  }

  /** A new pool of connections that enlists them in a transaction at their first use (7.16.2). */
  public LazyEnlistingConnectionManager lazyEnlistingConnectionManager() {
    return added(new LazyEnlistingConnectionManager(transactions, violations));
  }

  /** A new pool of connections that takes idle ones away from their handles (7.16.1). */
  public LazyAssociatingConnectionManager lazyAssociatingConnectionManager() {
    return added(new LazyAssociatingConnectionManager(transactions, violations));
  }

  private synchronized <M extends FakeConnectionManager> M added(M manager) {
    connectionManagers.add(manager);
    return manager;
  }

  /**
   * Starts a resource adapter.
   *
   * @throws ResourceException the adapter's own; then it must have left nothing behind
   * @throws ContractViolation if it threw anything else, hung, or submitted a Work to wait for it
   */
  public void start(ResourceAdapter resourceAdapter) throws ResourceException {
    synchronized (this) {
      if (adapter != null || closed) {
        throw new IllegalStateException("A container is for one adapter, and for one life.");
      }
      adapter = resourceAdapter;
    }
    try {
      threads.call(
          "start()",
          () -> {
            workManager.starting(Thread.currentThread());
            try {
              resourceAdapter.start(bootstrap);
            } finally {
              workManager.starting(null);
            }
          });
    } catch (ResourceException e) {
      synchronized (this) {
        adapter = null;
      }
      bootstrap.checkTimersCancelled();
      threads.checkNoneLeft("5.3.1", "the failed start()");
      throw e;
    }
  }

  /**
   * Gives a managed connection factory, an administered object or an activation spec its adapter,
   * and checks that it refuses another one (5.3.2).
   *
   * @throws ResourceException the bean's own
   */
  public void associate(ResourceAdapterAssociation bean) throws ResourceException {
    ResourceAdapter own;
    synchronized (this) {
      own = adapter;
    }
    bean.setResourceAdapter(own);
    try {
      bean.setResourceAdapter(new ForeignResourceAdapter());
    } catch (ResourceException | RuntimeException expected) {
      if (bean.getResourceAdapter() == own) {
        return;
      }
    }
    throw violations.found(
        "5.3.2",
        bean.getClass().getName() + " let its resource adapter be replaced by another one");
  }

  /**
   * Activates endpoints: returns when the adapter's {@code endpointActivation} has.
   *
   * @throws ResourceException the adapter's own, or that of {@code validate()}
   */
  public void activate(ActivationSpec spec, FakeEndpointFactory<?> endpoints)
      throws ResourceException {
    ResourceAdapter target = started();
    if (spec.getResourceAdapter() == null) {
      associate(spec);
    }
    if (validating) {
      spec.validate();
    }
    activations.activate(target, spec, endpoints);
  }

  /**
   * Deactivates endpoints: returns when the adapter's {@code endpointDeactivation} has. Meanwhile
   * endpoints that are open work on, and new ones are refused.
   */
  public void deactivate(ActivationSpec spec, FakeEndpointFactory<?> endpoints) {
    activations.deactivate(started(), spec, endpoints);
  }

  /**
   * Stops the adapter as a server does: deactivates what is active, destroys the connections, calls
   * {@code stop()}, ends the Works, and looks for timers and threads that were left.
   */
  public void stop() {
    ResourceAdapter target;
    List<FakeConnectionManager> managers;
    synchronized (this) {
      target = adapter;
      adapter = null;
      managers = List.copyOf(connectionManagers);
      connectionManagers.clear();
    }
    if (target == null) {
      managers.forEach(FakeConnectionManager::close);
      return;
    }
    activations.deactivateAll(target);
    managers.forEach(FakeConnectionManager::close);
    threads.callQuietly("stop()", target::stop);
    workManager.stop(threads.limit());
    bootstrap.checkTimersCancelled();
    threads.checkNoneLeft("5.3.4", "stop()");
  }

  /** Stops the adapter if that was not done, and throws the first violation that nobody took. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    stop();
    workManager.stop(threads.limit());
    violations.throwAny();
  }

  /** The violations so far that nobody took. */
  public List<ContractViolation> violations() {
    return violations.all();
  }

  /** Returns the violations so far and forgets them. */
  public List<ContractViolation> takeViolations() {
    return violations.take();
  }

  private synchronized ResourceAdapter started() {
    if (adapter == null) {
      throw new IllegalStateException("No resource adapter was started.");
    }
    return adapter;
  }
}
