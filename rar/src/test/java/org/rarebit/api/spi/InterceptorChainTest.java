package org.rarebit.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;

/** What is kept of applications and their interceptors, and what a look at it costs. */
class InterceptorChainTest {

  private static final int LOOKS = 100_000;

  /** Is named in a service file. */
  public static final class Passing implements RpcInterceptor {
    @Override
    public CompletionStage<Object> around(RpcInvocation invocation) {
      return invocation.proceed();
    }
  }

  @TempDir Path directory;

  private static ClassLoader without() {
    return new ClassLoader(InterceptorChainTest.class.getClassLoader()) {};
  }

  private URLClassLoader with(String name) throws Exception {
    Path classes = directory.resolve(name);
    Path file = classes.resolve("META-INF/services/" + RpcInterceptor.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, Passing.class.getName());
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, InterceptorChainTest.class.getClassLoader());
  }

  private static void lookInTurns(ClassLoader... applications) {
    for (int i = 0; i < LOOKS; i++) {
      InterceptorChain unused = InterceptorChain.of(applications[i % applications.length]);
    }
  }

  @Test
  void anApplicationHasOneChainWhileSomebodyUsesIt() throws Exception {
    try (URLClassLoader one = with("one");
        URLClassLoader other = with("other")) {
      InterceptorChain chain = InterceptorChain.of(one);

      assertThat(chain).isNotNull();
      assertThat(InterceptorChain.of(other)).isNotNull().isNotSameAs(chain);
      assertThat(InterceptorChain.of(without())).isNull();
      assertThat(InterceptorChain.of(one)).isSameAs(chain);
      assertThat(InterceptorChain.of(null)).isNull();
    }
  }

  /** Applications without interceptors pay nothing for those of others. */
  @Test
  void aLookAtApplicationsInTurnAllocatesNothing() throws Exception {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeThat(threads.isThreadAllocatedMemorySupported()).isTrue();
    try (URLClassLoader intercepted = with("one")) {
      InterceptorChain used = InterceptorChain.of(intercepted);
      ClassLoader[] applications = {without(), intercepted, without(), without()};
      lookInTurns(applications);
      long thread = Thread.currentThread().getId();

      long before = threads.getThreadAllocatedBytes(thread);
      lookInTurns(applications);
      long allocated = threads.getThreadAllocatedBytes(thread) - before;

      assertThat(used).isNotNull();
      assertThat(allocated / LOOKS).as("bytes for each of %d looks", LOOKS).isZero();
    }
  }

  @Test
  void manyApplicationsAtOnceAreAllRemembered() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    List<URLClassLoader> applications = new ArrayList<>();
    try {
      List<Future<InterceptorChain>> first = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        URLClassLoader application = with("application" + i);
        applications.add(application);
        first.add(executor.submit(() -> InterceptorChain.of(application)));
        first.add(executor.submit(() -> InterceptorChain.of(application)));
      }

      for (int i = 0; i < applications.size(); i++) {
        InterceptorChain chain = InterceptorChain.of(applications.get(i));
        assertThat(first.get(2 * i).get(30, TimeUnit.SECONDS)).isSameAs(chain);
        assertThat(first.get(2 * i + 1).get(30, TimeUnit.SECONDS)).isSameAs(chain);
      }
    } finally {
      executor.shutdownNow();
      for (URLClassLoader application : applications) {
        application.close();
      }
    }
  }

  @Test
  void whatIsForgottenIsLookedUpAgain() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader application = with("one")) {
      InterceptorChain chain = InterceptorChain.of(application);

      thread.setContextClassLoader(application);
      InterceptorChain.forgetApplication();

      assertThat(InterceptorChain.ofApplication()).isNotNull().isNotSameAs(chain);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void neitherAnApplicationNorItsInterceptorsAreKept() throws Exception {
    WeakReference<ClassLoader> plain = new WeakReference<>(without());
    assertThat(InterceptorChain.of(plain.get())).isNull();
    URLClassLoader loader = with("one");
    WeakReference<InterceptorChain> chain = new WeakReference<>(InterceptorChain.of(loader));
    WeakReference<ClassLoader> intercepted = new WeakReference<>(loader);
    loader.close();
    loader = null;

    for (int i = 0; i < 100 && !areGone(plain, intercepted, chain); i++) {
      System.gc(); // returns when it is done
    }

    assertThat(areGone(plain, intercepted, chain)).isTrue();
  }

  private static boolean areGone(WeakReference<?>... references) {
    for (WeakReference<?> reference : references) {
      if (!reference.refersTo(null)) {
        return false;
      }
    }
    return true;
  }
}
