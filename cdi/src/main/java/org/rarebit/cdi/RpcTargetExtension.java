package org.rarebit.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Adds a bean for each distinct contract and {@link RpcTarget} that is injected anywhere, and fails
 * the deployment for injection points that cannot be served. Found by the container through the
 * service file of the jar; applications do not use it.
 */
public final class RpcTargetExtension implements Extension {

  // both are concurrent, since a container may read beans in parallel
  private final Set<Wanted> wanted = ConcurrentHashMap.newKeySet();
  private final Set<String> problems = new ConcurrentSkipListSet<>();

  /** Made by the container. */
  public RpcTargetExtension() {}

  void collectReported(@Observes ProcessInjectionPoint<?, ?> event) {
    Point.of(event.getInjectionPoint()).ifPresent(this::collect);
  }

  void collectUnreported(
      @Observes @WithAnnotations(RpcTarget.class) ProcessAnnotatedType<?> event) {
    Point.of(event.getAnnotatedType()).forEach(this::collect);
  }

  private void collect(Point point) { // twice makes no difference
    try {
      wanted.add(Wanted.at(point));
    } catch (IllegalArgumentException e) {
      problems.add(point.place() + ": " + e.getMessage());
    }
  }

  void addBeans(@Observes AfterBeanDiscovery event) {
    if (!problems.isEmpty()) { // all in one message: an error above would have hidden the others
      event.addDefinitionError(
          new DefinitionException(
              "@RpcTarget cannot be injected into " + String.join(" Nor into ", problems)));
    }
    for (Wanted one : wanted) {
      event
          .addBean()
          .id(one.id()) // an id makes it passivation capable: session beans may keep it
          .types(one.type(), Object.class) // not the super-interfaces, which may be contracts, too
          .qualifiers(one.target(), Any.Literal.INSTANCE)
          .scope(Dependent.class)
          .createWith(context -> one.make());
    }
  }
}
