package org.rarebit.testkit.container;

import jakarta.resource.spi.RetryableUnavailableException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.transaction.xa.XAResource;

/**
 * The endpoints of one message-driven bean. The endpoint is a generated subclass of the bean class,
 * with or without methods in the listener interface, and holds the adapter to the order
 * createEndpoint, beforeDelivery, method, afterDelivery, release. Whether a delivery is transacted
 * follows the bean's {@code @TransactionAttribute}s, REQUIRED without one; whether the caller may
 * call it, its {@code @RolesAllowed} and the like. The bean's constructor also runs once for each
 * endpoint, as on the real servers.
 *
 * <p>Thread-safe. Settings are made before the activation.
 *
 * @param <B> the bean class
 */
public final class FakeEndpointFactory<B> implements MessageEndpointFactory {

  /** Payara's pool of message-driven beans. */
  private static final int DEFAULT_CAPACITY = 32;

  private final Class<B> beanClass;
  private final EndpointClass endpointClass;
  private final BeanPool<B> beans;
  private final FakeTransactions transactions;
  private final Supplier<CallerIdentity> caller;
  private final Violations violations;
  private final ActivationGate gate;
  private final List<EndpointDelivery> deliveries = new ArrayList<>(); // guarded by this
  private int capacity = DEFAULT_CAPACITY; // guarded by this
  private int created; // guarded by this
  private int open; // guarded by this
  private int mostOpen; // guarded by this
  private int unavailable; // guarded by this
  private boolean retryable; // guarded by this
  private volatile EndpointStyle style = EndpointStyle.STANDARD;
  private volatile EndpointFailure failure = EndpointFailure.NONE;
  private volatile boolean plainCalls;
  private volatile String activationName;
  private volatile Predicate<Method> transacted;

  FakeEndpointFactory(
      Class<B> beanClass,
      Supplier<? extends B> beans,
      FakeTransactions transactions,
      Supplier<CallerIdentity> caller,
      Violations violations) {
    this.beanClass = beanClass;
    this.endpointClass = EndpointClass.of(beanClass);
    this.beans = new BeanPool<>(beans);
    this.transactions = transactions;
    this.caller = caller;
    this.violations = violations;
    this.gate = new ActivationGate(violations);
    this.activationName = beanClass.getSimpleName();
    this.transacted = method -> BeanTransactions.isTransacted(beanClass, method);
  }

  /** Sets how the endpoints look and fail; {@link EndpointStyle#STANDARD} unless told. */
  public FakeEndpointFactory<B> style(EndpointStyle endpointStyle) {
    style = endpointStyle;
    return this;
  }

  /** Sets how many endpoints may be open, 32 unless told; then {@code UnavailableException}. */
  public synchronized FakeEndpointFactory<B> capacity(int endpoints) {
    capacity = endpoints;
    return this;
  }

  /** Sets what {@code getActivationName()} returns; the bean's name, which need not be unique. */
  public FakeEndpointFactory<B> activationName(String name) {
    activationName = name;
    return this;
  }

  /** Decides which methods are transacted, instead of the bean's annotations. */
  public FakeEndpointFactory<B> transacted(Predicate<Method> isTransacted) {
    transacted = isTransacted;
    return this;
  }

  /**
   * Allows deliveries without {@code beforeDelivery} and {@code afterDelivery}, the specification's
   * option A. Refused unless told: not all servers can (WildFly does not enlist the XAResource).
   */
  public FakeEndpointFactory<B> allowPlainCalls() {
    plainCalls = true;
    return this;
  }

  /** Sets how long {@code createEndpoint} waits for a running activation; 60 s, Payara's. */
  public FakeEndpointFactory<B> activationPatience(Duration wait) {
    gate.patience(wait);
    return this;
  }

  /** Makes the next calls of {@code createEndpoint} throw an {@code UnavailableException}. */
  public synchronized FakeEndpointFactory<B> unavailableNext(int count) {
    unavailable = count;
    retryable = false;
    return this;
  }

  /** Makes the next calls of {@code createEndpoint} throw its retryable subclass. */
  public synchronized FakeEndpointFactory<B> retryLaterNext(int count) {
    unavailable = count;
    retryable = true;
    return this;
  }

  /** Makes each delivery fail in this way, until told otherwise. */
  public FakeEndpointFactory<B> failing(EndpointFailure how) {
    failure = how;
    return this;
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
    violations.checkMayCall("13.5", "createEndpoint");
    gate.pass();
    switch (failure) {
      case UNAVAILABLE -> throw new UnavailableException("No endpoint, and there will be none.");
      case CREATION_BREAKS -> throw new IllegalStateException("The container is broken.");
      case CREATION_FAILS_TO_LINK -> throw new NoClassDefFoundError("a class of the bean");
      case NONE, NO_TRANSACTION -> {}
    }
    reserve();
    try {
      return new FakeEndpoint<>(this, beans.take(), resource).asMessageEndpoint();
    } catch (RuntimeException | Error e) {
      returned();
      throw e;
    }
  }

  /** Waits up to the timeout, in milliseconds, for a free endpoint; zero waits without limit. */
  @Override
  public MessageEndpoint createEndpoint(XAResource resource, long timeout)
      throws UnavailableException {
    Duration limit = timeout == 0 ? Duration.ofDays(1) : Duration.ofMillis(timeout);
    synchronized (this) {
      try {
        Waiting.holds(this, () -> open < capacity, limit);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnavailableException("interrupted while waiting for an endpoint", e);
      }
    }
    return createEndpoint(resource);
  }

  private synchronized void reserve() throws UnavailableException {
    if (unavailable > 0) {
      unavailable--;
      throw retryable
          ? new RetryableUnavailableException("No endpoint for the moment.")
          : new UnavailableException("No endpoint.");
    }
    if (open >= capacity) {
      throw new UnavailableException("All " + capacity + " instances of the bean are in use.");
    }
    created++;
    open++;
    mostOpen = Math.max(mostOpen, open);
  }

  private synchronized void returned() {
    open--;
    notifyAll();
  }

  @Override
  public boolean isDeliveryTransacted(Method method) throws NoSuchMethodException {
    return isTransacted(resolve(method));
  }

  @Override
  public String getActivationName() {
    return activationName;
  }

  @Override
  public Class<B> getEndpointClass() {
    return beanClass;
  }

  /** The deliveries that have ended, in that order. */
  public synchronized List<EndpointDelivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /**
   * Blocks until this many deliveries have ended since the beginning.
   *
   * @return all that have ended
   * @throws AssertionError if they have not within the limit
   */
  public synchronized List<EndpointDelivery> awaitDeliveries(int count, Duration limit)
      throws InterruptedException {
    Waiting.until(
        this,
        () -> deliveries.size() >= count,
        limit,
        () -> deliveries.size() + " of " + count + " deliveries ended");
    return deliveries();
  }

  /** Endpoints that were made so far. */
  public synchronized int created() {
    return created;
  }

  /** Endpoints that are not released. */
  public synchronized int open() {
    return open;
  }

  /** The most endpoints that were open at the same time. */
  public synchronized int mostOpen() {
    return mostOpen;
  }

  ActivationGate gate() {
    return gate;
  }

  EndpointClass endpointClass() {
    return endpointClass;
  }

  EndpointStyle style() {
    return style;
  }

  EndpointFailure failure() {
    return failure;
  }

  boolean allowsPlainCalls() {
    return plainCalls;
  }

  FakeTransactions transactions() {
    return transactions;
  }

  ContractViolation violation(String section, String text) {
    return violations.found(section, beanClass.getSimpleName() + ": " + text);
  }

  void checkMayCall(Method called) {
    violations.checkMayCall("13.5", called.getName());
  }

  boolean isCallerAllowed(Method method) {
    return BeanRoles.mayCall(method, caller.get());
  }

  boolean isTransacted(Method method) {
    return transacted.test(method);
  }

  /**
   * The bean's method that is meant; the servers know those of the bean class and its interfaces.
   */
  Method resolve(Method method) throws NoSuchMethodException {
    if (method == null) {
      throw violation("13.5.6", "the method is null");
    }
    if (!method.getDeclaringClass().isAssignableFrom(beanClass)) {
      throw new NoSuchMethodException(method + " is no method of " + beanClass);
    }
    Method found = endpointClass.find(method);
    if (found == null) {
      throw violation(
          "13.5.6",
          method + " is final, static, private or Object's: it would run on the endpoint itself");
    }
    return found;
  }

  void delivered(Method method, Object[] arguments, BeanCall call, DeliveryOutcome outcome) {
    EndpointDelivery delivery = call.asDelivery(method, arguments, outcome, caller.get());
    synchronized (this) {
      deliveries.add(delivery);
      notifyAll();
    }
  }

  void released(B bean, boolean usable) {
    if (usable) {
      beans.giveBack(bean);
    }
    returned();
  }

  /** Finds endpoints that the adapter still holds although it has returned from deactivation. */
  void checkAllReleased() {
    int left = open();
    if (left > 0) {
      violation("13.6", left + " endpoints were not released when endpointDeactivation returned");
    }
  }
}
