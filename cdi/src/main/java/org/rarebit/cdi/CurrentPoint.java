package org.rarebit.cdi;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.lang.reflect.Type;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the container for the injection point that a dependent bean is made for, as a field
 * {@code @Inject InjectionPoint} of a bean's class would; a bean that an extension adds has no
 * class.
 *
 * @see <a
 *     href="https://jakarta.ee/specifications/cdi/4.0/jakarta-cdi-spec-4.0#injection_point">Jakarta
 *     CDI 4.0, injection point metadata</a>
 */
final class CurrentPoint implements InjectionPoint {

  private CurrentPoint() {}

  /**
   * The injection point that is being served.
   *
   * @return null if there is none: a lookup by program without one
   */
  static @Nullable InjectionPoint of(BeanManager manager, CreationalContext<?> creation) {
    return (InjectionPoint) manager.getInjectableReference(new CurrentPoint(), creation);
  }

  @Override
  public Type getType() {
    return InjectionPoint.class;
  }

  @Override
  public Set<Annotation> getQualifiers() {
    return Set.of(Default.Literal.INSTANCE);
  }

  @Override
  public @Nullable Bean<?> getBean() {
    return null;
  }

  @Override
  public @Nullable Member getMember() {
    return null;
  }

  @Override
  public @Nullable Annotated getAnnotated() {
    return null;
  }

  @Override
  public boolean isDelegate() {
    return false;
  }

  @Override
  public boolean isTransient() {
    return false;
  }
}
