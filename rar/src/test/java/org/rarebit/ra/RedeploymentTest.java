package org.rarebit.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ResourceAdapter;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.Target;
import org.rarebit.testkit.container.FakeContainer;
import org.rarebit.testkit.container.FakeEndpointFactory;

/**
 * Fifty deployments of an application with the adapter inside, each with a class loader of its own,
 * as a server does it. Nothing may be left of any of them.
 */
class RedeploymentTest {

  private static final int DEPLOYMENTS = 50;
  private static final int ATTEMPTS = 50;

  /** Has classes of its own of the adapter, its libraries and the bean. */
  private static final class ApplicationLoader extends URLClassLoader {

    private static final List<String> OWN =
        List.of("org.rarebit.ra.", "org.rarebit.api.", "com.rabbitmq.", "com.fasterxml.");

    ApplicationLoader() {
      super(classPath(), ApplicationLoader.class.getClassLoader());
    }

    private static URL[] classPath() {
      return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(ApplicationLoader::url)
          .toArray(URL[]::new);
    }

    private static URL url(String entry) {
      try {
        return Path.of(entry).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (OWN.stream().noneMatch(name::startsWith)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }

  @Test
  void fiftyDeploymentsLeaveNoClassLoaderThreadSocketOrQueue() throws Exception {
    try (AdapterFixture caller = AdapterFixture.start();
        RpcConnection connection = caller.connect()) {
      deploy(caller, connection); // what is made once for the JVM
      int sockets = caller.broker().connectionCount();
      Set<String> queues = Set.copyOf(caller.broker().queueNames());
      Set<String> threads = threads();
      List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

      for (int i = 0; i < DEPLOYMENTS; i++) {
        loaders.add(deploy(caller, connection));
      }
      // from JDK 21 on, the JDK softly remembers the last loader with a record that was hashed
      // (java.lang.runtime.ObjectMethods, by the cache of MethodHandle.asType): this one's
      deploy(caller, connection);

      assertThat(
              caller
                  .broker()
                  .await(
                      AdapterFixture.PATIENCE,
                      b -> b.connectionCount() == sockets && b.queueNames().equals(queues)))
          .isTrue();
      Beans.eventually(() -> threads.containsAll(threads()));
      assertThat(left(loaders)).as("class loaders that cannot be collected").isZero();
    }
  }

  private static WeakReference<ClassLoader> deploy(AdapterFixture caller, RpcConnection connection)
      throws Exception {
    ClassLoader loader = new ApplicationLoader();
    ResourceAdapter adapter = (ResourceAdapter) make(loader, "RarebitResourceAdapter");
    set(adapter, "setConnectionURL", caller.broker().url());
    ActivationSpec spec = (ActivationSpec) make(loader, "inbound.RpcActivationSpec");
    set(spec, "setTopic", "redeployed");
    set(spec, "setServer", "node1");
    try (FakeContainer container = new FakeContainer()) {
      container.start(adapter);
      container.activate(
          spec, endpoints(container, loader.loadClass(RedeployedBean.class.getName())));
      caller.awaitConsumers("redeployed", 1);
      assertThat(
              connection
                  .client(Target.topic("redeployed"))
                  .request("mirror")
                  .arg("point", Map.of("x", 1, "y", 2))
                  .call())
          .isEqualTo(Map.of("x", 2L, "y", 1L));
    }
    return new WeakReference<>(loader);
  }

  private static <B> FakeEndpointFactory<B> endpoints(FakeContainer container, Class<B> bean) {
    return container.endpoints(
        bean,
        () -> {
          try {
            return bean.getConstructor().newInstance();
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Object make(ClassLoader loader, String name) throws ReflectiveOperationException {
    return loader.loadClass("org.rarebit.ra." + name).getConstructor().newInstance();
  }

  private static void set(Object bean, String setter, String value)
      throws ReflectiveOperationException {
    bean.getClass().getMethod(setter, String.class).invoke(bean, value);
  }

  /** Ours, of whatever name the client's library gives them. */
  /** But for the one that hands Works over, which stays for a moment after the last. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("rarebit") || name.startsWith("AMQP Connection"))
        .filter(name -> !name.equals("rarebit works"))
        .collect(Collectors.toSet());
  }

  private static long left(List<WeakReference<ClassLoader>> loaders) throws InterruptedException {
    long left = loaders.size();
    for (int i = 0; i < ATTEMPTS && left > 0; i++) { // the collector is asked, not told
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
      left = loaders.stream().filter(loader -> loader.get() != null).count();
    }
    return left;
  }
}
