package org.rarebit.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.CreationException;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.rarebit.api.RpcClient;
import org.rarebit.api.spi.InterceptorChain;

/**
 * Adds a bean for {@link RpcClient} and one for each contract that is injected anywhere, and fails
 * the deployment for injection points that cannot be served. Found by the container through the
 * service file of the jar; applications do not use it.
 *
 * <p>There is a bean for a type, not for a type and its target, because a container does not report
 * every injection point: one that it keeps to itself is served if its contract is known from
 * another.
 */
public final class RpcTargetExtension implements Extension {

  // both are concurrent, since a container may read beans in parallel
  private final Set<Class<?>> types = ConcurrentHashMap.newKeySet();
  private final Set<String> problems = new ConcurrentSkipListSet<>();

  private final ServiceBeans serviceBeans = new ServiceBeans();

  /** Made by the container. */
  public RpcTargetExtension() {}

  ServiceBeans serviceBeans() {
    return serviceBeans;
  }

  /** What was found before there were beans is looked for again. */
  void lookAgain(@Observes AfterDeploymentValidation event) {
    InterceptorChain.forgetApplication();
  }

  void end(@Observes BeforeShutdown event) {
    InterceptorChain.forgetApplication();
    serviceBeans.release();
  }

  void collectReported(@Observes ProcessInjectionPoint<?, ?> event) {
    Point.of(event.getInjectionPoint()).ifPresent(this::collect);
    Point.selectable(event.getInjectionPoint()).ifPresent(types::add);
  }

  void collectUnreported(
      @Observes @WithAnnotations(RpcTarget.class) ProcessAnnotatedType<?> event) {
    Point.of(event.getAnnotatedType()).forEach(this::collect);
  }

  private void collect(Point point) { // twice makes no difference
    try {
      types.add(point.checked());
    } catch (IllegalArgumentException e) {
      problems.add(point.place() + ": " + e.getMessage());
    }
  }

  void addBeans(@Observes AfterBeanDiscovery event, BeanManager manager) {
    if (!problems.isEmpty()) { // all in one message: an error above would have hidden the others
      event.addDefinitionError(
          new DefinitionException(
              "@RpcTarget cannot be injected into " + String.join(" Nor into ", problems)));
    }
    types.add(RpcClient.class);
    for (Class<?> type : types) {
      event
          .addBean()
          .id("org.rarebit.cdi:" + type.getName()) // makes it fit for beans that are passivated
          .types(type, Object.class) // not the super-interfaces, which may be contracts, too
          .qualifiers(RpcTarget.Literal.ANY, Any.Literal.INSTANCE)
          .scope(Dependent.class)
          .createWith(creation -> make(type, manager, creation));
    }
  }

  private static Object make(Class<?> type, BeanManager manager, CreationalContext<?> creation) {
    InjectionPoint served = CurrentPoint.of(manager, creation);
    Optional<Point> point = served == null ? Optional.empty() : Point.of(served);
    InjectedClient client =
        point
            .map(known -> InjectedClient.of(known.target()))
            .orElseThrow(
                () ->
                    new CreationException(
                        type.getName()
                            + " needs an injection point with @RpcTarget, which says what to"
                            + " call."));
    return type == RpcClient.class ? client : InjectedContract.of(type, client);
  }
}
