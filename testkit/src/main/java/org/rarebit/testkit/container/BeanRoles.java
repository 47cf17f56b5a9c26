package org.rarebit.testkit.container;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call a bean's method, as servers read it: the method's own {@code @RolesAllowed},
 * {@code @PermitAll} or {@code @DenyAll}; else that of the class which declares it; else anybody.
 * Roles are groups of the same name.
 */
final class BeanRoles {

  private BeanRoles() {}

  static boolean mayCall(Method method, CallerIdentity caller) {
    Set<String> groups = caller == null ? Set.of() : caller.groups();
    return rule(method, groups).or(() -> rule(method.getDeclaringClass(), groups)).orElse(true);
  }

  /** What an element says; empty if nothing. */
  private static Optional<Boolean> rule(AnnotatedElement element, Set<String> groups) {
    if (element.isAnnotationPresent(DenyAll.class)) {
      return Optional.of(false);
    }
    if (element.isAnnotationPresent(PermitAll.class)) {
      return Optional.of(true);
    }
    return Optional.ofNullable(element.getAnnotation(RolesAllowed.class))
        .map(allowed -> Arrays.stream(allowed.value()).anyMatch(groups::contains));
  }
}
