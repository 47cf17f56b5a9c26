package org.rarebit.testkit.container;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The generated endpoint class of one bean class. As on the real servers, it overrides the public,
 * protected and package-private methods, inherited and default ones included; what is final, static
 * or private runs on the endpoint itself, which is no bean. One per bean class and JVM.
 * Thread-safe.
 */
final class EndpointClass {

  private static final ClassValue<EndpointClass> GENERATED =
      new ClassValue<>() {
        @Override
        protected EndpointClass computeValue(Class<?> bean) {
          return new EndpointClass(bean);
        }
      };

  private final Map<String, Method> methods;
  private final Constructor<?> constructor;

  private EndpointClass(Class<?> bean) {
    this.methods = overridable(bean);
    List<Method> all = new ArrayList<>(methods.values());
    all.addAll(Arrays.asList(MessageEndpoint.class.getMethods()));
    String name = bean.getName() + "$$FakeEndpoint";
    byte[] classFile = new EndpointClassWriter(name, bean, all).write();
    try {
      Class<?> type =
          MethodHandles.privateLookupIn(bean, MethodHandles.lookup()).defineClass(classFile);
      Field field = type.getDeclaredField(EndpointClassWriter.METHODS);
      field.setAccessible(true);
      field.set(null, all.toArray(new Method[0]));
      this.constructor = type.getConstructor(InvocationHandler.class, Object.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(bean + " cannot be an endpoint: " + e.getMessage(), e);
    }
  }

  /**
   * @throws IllegalArgumentException if the class cannot be extended, which enterprise beans must
   */
  static EndpointClass of(Class<?> bean) {
    if (Modifier.isFinal(bean.getModifiers()) || Modifier.isAbstract(bean.getModifiers())) {
      throw new IllegalArgumentException(bean + " is final or abstract, so no message-driven bean");
    }
    try {
      if (Modifier.isPrivate(bean.getDeclaredConstructor().getModifiers())) {
        // so has a private nested class, unless it declares another one
        throw new IllegalArgumentException(bean + " has a private constructor");
      }
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(bean + " needs a constructor without parameters", e);
    }
    synchronized (GENERATED) { // it may compute a value twice, but a class is defined once
      return GENERATED.get(bean);
    }
  }

  MessageEndpoint newEndpoint(InvocationHandler container, Object delegate) {
    try {
      return (MessageEndpoint) constructor.newInstance(container, delegate);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the bean's constructor failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the generated constructor is public", e);
    }
  }

  /**
   * The bean's method that a method of the bean or of one of its interfaces stands for, or null.
   */
  Method find(Method method) {
    return methods.get(signature(method));
  }

  private static Map<String, Method> overridable(Class<?> bean) {
    Map<String, Method> found = new LinkedHashMap<>();
    for (Class<?> type = bean; type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (isOverridable(method, bean)) {
          found.putIfAbsent(signature(method), method);
        }
      }
    }
    for (Method method : bean.getMethods()) {
      if (method.isDefault()) {
        found.putIfAbsent(signature(method), method);
      }
    }
    return found;
  }

  private static boolean isOverridable(Method method, Class<?> bean) {
    int modifiers = method.getModifiers();
    boolean visible =
        Modifier.isPublic(modifiers)
            || Modifier.isProtected(modifiers)
            || method.getDeclaringClass().getPackageName().equals(bean.getPackageName());
    boolean ofObject = method.getDeclaringClass() == Object.class;
    return visible
        && (modifiers & (Modifier.PRIVATE | Modifier.STATIC | Modifier.FINAL)) == 0
        && !method.isSynthetic()
        // equals and hashCode are calls of the bean on WildFly; the rest of Object is left alone
        && (!ofObject || method.getName().equals("equals") || method.getName().equals("hashCode"));
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
