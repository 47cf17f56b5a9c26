package org.rarebit.inmemory;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcMethod;

/**
 * The class loader of an application whose beans are intercepted, so that those of other tests are
 * not.
 */
final class InterceptedBeans extends URLClassLoader {

  /** What beans, interceptor and test share. */
  public static final class Desk {

    /** What the interceptor does. */
    public static volatile RpcInterceptor interceptor = RpcInvocation::proceed;

    /** What beans were given. */
    public static final List<Object> heard = new CopyOnWriteArrayList<>();

    private Desk() {}
  }

  /** Is named in the service file. */
  public static final class Interceptor implements RpcInterceptor {
    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      return Desk.interceptor.around(invocation);
    }
  }

  /** Serves. */
  public static final class Serving {

    /** Of a call that waits. */
    @RpcMethod
    public long add(long a, long b) {
      Desk.heard.add(RpcContext.current().orElseThrow().headers());
      return a + b;
    }

    /** Of one that is answered later. */
    @RpcMethod
    public CompletionStage<String> later(String text) {
      return CompletableFuture.supplyAsync(() -> text);
    }

    /** Of a cast. */
    @RpcMethod
    public void note(String text) {
      Desk.heard.add(text);
    }
  }

  /** Hears. */
  public static final class Hearing implements NotificationListener {
    @Override
    public NotificationResult onNotification(Notification notification) {
      Desk.heard.add(notification.payload());
      Desk.heard.add(notification.headers());
      return NotificationResult.HANDLED;
    }
  }

  /** Hears batches. */
  public static final class Gathering implements NotificationBatchListener {
    @Override
    public NotificationResult onNotifications(List<Notification> notifications) {
      Desk.heard.add(Map.of("batch of", notifications.size()));
      return NotificationResult.HANDLED;
    }
  }

  private static final List<String> OWN =
      List.of(Serving.class.getName(), Hearing.class.getName(), Gathering.class.getName());

  InterceptedBeans(Path directory) throws IOException {
    super(new URL[] {directory.toUri().toURL()}, InterceptedBeans.class.getClassLoader());
    Path file = directory.resolve("META-INF/services/" + RpcInterceptor.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, Interceptor.class.getName());
  }

  /** A bean of the application. */
  Object bean(Class<?> type) throws ReflectiveOperationException {
    return loadClass(type.getName()).getConstructor().newInstance();
  }

  /** Changes what goes on. */
  static void interceptBy(UnaryOperator<RpcInvocation> change) {
    Desk.interceptor = invocation -> change.apply(invocation).proceed();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!OWN.contains(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
