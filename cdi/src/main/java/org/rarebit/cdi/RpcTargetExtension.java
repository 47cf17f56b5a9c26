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
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContext;
import org.rarebit.api.spi.InterceptorChain;

/**
 * Adds a bean for {@link RpcClient} and one for each contract that is injected anywhere, and fails
 * the deployment for injection points that cannot be served. Found by the container through the
 * service file of the jar; applications do not use it.
 *
 * <p>There is a bean for a type and a kind of qualifier, not for a type and its target, because a
 * container does not report every injection point: one that it keeps to itself is served if its
 * contract is known from another.
 */
public final class RpcTargetExtension implements Extension {

  /** What is injected, and with which qualifier: {@link RpcTarget}, or one that stands for it. */
  private record Wanted(Class<?> type, Annotation qualifier, @Nullable RpcTarget target) {

    /** By its own annotation: the members count at the injection point only. */
    static Wanted byTarget(Class<?> type) {
      return new Wanted(type, RpcTarget.Literal.ANY, null);
    }

    static Wanted by(Point point) {
      return point.qualifier() instanceof RpcTarget
          ? byTarget(point.checked())
          : new Wanted(point.checked(), point.qualifier(), point.target());
    }

    /** The same in each run, for beans that are passivated. */
    String id() {
      return "org.rarebit.cdi:" + type.getName() + (target == null ? "" : " " + qualifier);
    }

    /** Whether a bean for the one would be found for the other. */
    boolean covers(Wanted other, BeanManager manager) {
      return type == other.type
          && qualifier.annotationType() == other.qualifier.annotationType()
          && manager.areQualifiersEquivalent(qualifier, other.qualifier);
    }
  }

  // both are concurrent, since a container may read beans in parallel
  private final Set<Wanted> wanted = ConcurrentHashMap.newKeySet();
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
    Point.selectable(event.getInjectionPoint()).map(Wanted::byTarget).ifPresent(wanted::add);
  }

  void collectUnreported(
      @Observes @WithAnnotations(RpcTarget.class) ProcessAnnotatedType<?> event) {
    Point.of(event.getAnnotatedType()).forEach(this::collect);
  }

  private void collect(Point point) { // twice makes no difference
    try {
      wanted.add(Wanted.by(point));
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
    wanted.add(Wanted.byTarget(RpcClient.class));
    List<Wanted> added = new ArrayList<>();
    for (Wanted each : wanted.stream().sorted(Comparator.comparing(Wanted::id)).toList()) {
      if (added.stream().noneMatch(other -> other.covers(each, manager))) {
        add(each, event, manager);
        added.add(each);
      }
    }
    event
        .addBean()
        .id("org.rarebit.cdi:" + RpcContext.class.getName())
        .types(RpcContext.class, Object.class)
        .scope(Dependent.class)
        .createWith(creation -> ServedContext.proxy());
  }

  private static void add(Wanted wanted, AfterBeanDiscovery event, BeanManager manager) {
    event
        .addBean()
        .id(wanted.id())
        .types(wanted.type(), Object.class) // not the super-interfaces, which may be contracts, too
        .qualifiers(wanted.qualifier(), Any.Literal.INSTANCE)
        .scope(Dependent.class)
        .createWith(creation -> make(wanted, manager, creation));
  }

  private static Object make(Wanted wanted, BeanManager manager, CreationalContext<?> creation) {
    Class<?> type = wanted.type();
    InjectedClient client =
        InjectedClient.of(
            wanted.target() == null ? targetOfPoint(type, manager, creation) : wanted.target());
    return type == RpcClient.class ? client : InjectedContract.of(type, client);
  }

  private static RpcTarget targetOfPoint(
      Class<?> type, BeanManager manager, CreationalContext<?> creation) {
    InjectionPoint served = CurrentPoint.of(manager, creation);
    Optional<Point> point = served == null ? Optional.empty() : Point.of(served);
    return point
        .map(Point::target)
        .orElseThrow(
            () ->
                new CreationException(
                    type.getName()
                        + " needs an injection point with @RpcTarget, which says what to call."));
  }
}
