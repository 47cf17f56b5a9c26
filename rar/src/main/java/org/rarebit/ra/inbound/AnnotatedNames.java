package org.rarebit.ra.inbound;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.rarebit.ra.config.PropertyReader;

/**
 * The activation properties that a bean's {@code @MessageDriven} names. Servers drop those that an
 * activation spec has not, with a warning that nobody reads, and the bean runs with the default of
 * what was meant. What a deployment descriptor names is not seen here.
 */
final class AnnotatedNames {

  private static final String ANNOTATION = "jakarta.ejb.MessageDriven";

  /**
   * What servers take for themselves, and the adapter never sees: which adapter a bean is for
   * (Payara), and when TomEE begins to deliver, and to how many.
   */
  private static final Set<String> OF_SERVERS =
      Set.of(
          "resourceAdapter",
          "DeliveryActive",
          "MdbActiveOnStartup",
          "MdbJMXControl",
          "MaxSessions");

  private AnnotatedNames() {}

  /** Notes the names that an activation spec does not know. */
  static void check(Class<?> beanClass, Class<?> spec, PropertyReader reader) {
    Set<String> known = propertiesOf(spec);
    for (String name : namesIn(beanClass)) {
      if (!known.contains(name) && !OF_SERVERS.contains(name)) {
        reader.unknown(
            "there is no property \""
                + name
                + "\", which the annotation of "
                + beanClass.getName()
                + " has, but "
                + String.join(", ", known)
                + ".");
      }
    }
  }

  /** Not by the Introspector, whose cache would keep the class when the adapter has gone. */
  private static Set<String> propertiesOf(Class<?> spec) {
    Set<String> names = new TreeSet<>();
    for (Method method : spec.getMethods()) {
      if (method.getName().startsWith("set") && method.getParameterCount() == 1) {
        String name = method.getName().substring("set".length());
        names.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
      }
    }
    return names;
  }

  /** By reflection: plain Java has no enterprise beans, and the class is the application's. */
  private static List<String> namesIn(Class<?> beanClass) {
    List<String> names = new ArrayList<>();
    for (Annotation annotation : beanClass.getAnnotations()) {
      if (annotation.annotationType().getName().equals(ANNOTATION)) {
        for (Object property : (Object[]) member(annotation, "activationConfig")) {
          names.add((String) member((Annotation) property, "propertyName"));
        }
      }
    }
    return names;
  }

  private static Object member(Annotation annotation, String name) {
    try {
      return annotation.annotationType().getMethod(name).invoke(annotation);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("No member " + name + " of " + annotation, e);
    }
  }
}
