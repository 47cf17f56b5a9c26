package org.rarebit.cdi;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The beans of an application that serve the adapter. Each is made once, by its first use, and ends
 * with the application. Thread-safe.
 */
final class ServiceBeans {

  /** A bean, and what is to be released with it. */
  private record Made(Object reference, CreationalContext<?> creation) {}

  private final Map<Bean<?>, Made> made = new LinkedHashMap<>(); // guarded by this

  /**
   * Those of the calling thread's application, by their priority; those without one come last.
   *
   * @return null if there is no container that could tell
   */
  static <T> @Nullable List<T> ofApplication(Class<T> type) {
    try {
      BeanManager manager = CDI.current().getBeanManager();
      return manager.getExtension(RpcTargetExtension.class).serviceBeans().of(type, manager);
    } catch (IllegalStateException | IllegalArgumentException e) { // none, or not ready
      return null;
    }
  }

  private <T> List<T> of(Class<T> type, BeanManager manager) {
    List<Bean<?>> beans = new ArrayList<>(manager.getBeans(type, Any.Literal.INSTANCE));
    beans.sort(
        Comparator.<Bean<?>>comparingInt(bean -> priority(bean.getBeanClass()))
            .thenComparing(bean -> bean.getBeanClass().getName()));
    List<T> references = new ArrayList<>(beans.size());
    for (Bean<?> bean : beans) {
      references.add(type.cast(reference(bean, type, manager)));
    }
    return references;
  }

  private static int priority(Class<?> type) {
    Priority priority = type.getAnnotation(Priority.class);
    return priority == null ? Integer.MAX_VALUE : priority.value();
  }

  private synchronized Object reference(Bean<?> bean, Class<?> type, BeanManager manager) {
    Made known = made.get(bean);
    if (known == null) {
      CreationalContext<?> creation = manager.createCreationalContext(bean);
      known = new Made(manager.getReference(bean, type, creation), creation);
      made.put(bean, known);
    }
    return known.reference();
  }

  synchronized void release() {
    made.values().forEach(each -> each.creation().release());
    made.clear();
  }
}
