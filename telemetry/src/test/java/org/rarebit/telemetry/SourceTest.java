package org.rarebit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RpcInterceptor;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcInvocation.Kind;
import org.rarebit.api.RpcInvocation.Side;
import org.rarebit.api.Target;

/** Which OpenTelemetry is written to, and what it costs where there is none. */
class SourceTest {

  private static final int ROUNDS = 10_000;

  private static final CompletionStage<Object> DONE = CompletableFuture.completedFuture(1);

  /** Has a bean of the type, as MicroProfile Telemetry has. */
  static final class Producer {
    static final Recorder RECORDER = new Recorder();

    @Produces
    OpenTelemetry telemetry() {
      return RECORDER.telemetry;
    }
  }

  @AfterEach
  void restore() {
    GlobalOpenTelemetry.resetForTest();
  }

  private static void invoke(RpcInterceptor interceptor) {
    RpcInvocation.of(Side.SENDING, Kind.CALL, Target.topic("t"), "m", Map.of(), CallOptions.none())
        .through(List.of(interceptor), invocation -> DONE)
        .toCompletableFuture()
        .join();
  }

  @Test
  @SuppressWarnings("try") // the container is there to be closed
  void aBeanOfTheApplicationsGoesBeforeTheGlobalOne() {
    Recorder global = Recorder.global();
    try (SeContainer ignored =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addBeanClasses(Producer.class)
            .initialize()) {
      invoke(new OpenTelemetryInterceptor());
    }

    assertThat(global.spans()).isEmpty();
    assertThat(Producer.RECORDER.span(SpanKind.CLIENT, "t/m").hasEnded()).isTrue();
  }

  @Test
  void theGlobalOneIsFoundAlthoughItWasSetLaterAndIsNotSetByUs() {
    GlobalOpenTelemetry.resetForTest();
    OpenTelemetryInterceptor interceptor = new OpenTelemetryInterceptor();
    invoke(interceptor);
    assertThat(GlobalOpenTelemetry.isSet()).isFalse();

    Recorder global = Recorder.global();
    invoke(interceptor);

    assertThat(global.span(SpanKind.CLIENT, "t/m").hasEnded()).isTrue();
  }

  /** As OpenTelemetry before 1.32 has it, which servers bring along. */
  private static Object withoutAdvice(Class<?> type, Object telemetry) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().equals("setExplicitBucketBoundariesAdvice")) {
            throw new NoSuchMethodError(method.toString());
          }
          Object result = method.invoke(telemetry, arguments);
          Class<?> returned = method.getReturnType();
          return returned.getPackage() == Meter.class.getPackage()
              ? withoutAdvice(returned, result)
              : result;
        });
  }

  @Test
  void anOpenTelemetryThatTakesNoAdviceOnBucketsIsWrittenToAllTheSame() {
    Recorder recorder = new Recorder();

    invoke(
        new OpenTelemetryInterceptor(
            (OpenTelemetry) withoutAdvice(OpenTelemetry.class, recorder.telemetry)));

    assertThat(recorder.metrics())
        .extracting(MetricData::getName)
        .contains("rpc.client.call.duration");
    assertThat(recorder.span(SpanKind.CLIENT, "t/m").hasEnded()).isTrue();
  }

  /** An application that has the jar, and no OpenTelemetry. */
  private static final class Bare extends ClassLoader {

    Bare() {
      super(SourceTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.opentelemetry.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("org.rarebit.telemetry.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in =
          Objects.requireNonNull(getResourceAsStream(name.replace('.', '/') + ".class"))) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void withoutTheClassesOfOpenTelemetryRequestsGoOn() {
    Recorder global = Recorder.global();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (Shop shop = new Shop()) {
      thread.setContextClassLoader(new Bare());

      assertThat(shop.store().request("take").arg("id", 7).call()).isEqualTo(6L);

      assertThat(global.spans()).extracting(SpanData::getKind).containsExactly(SpanKind.SERVER);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void withoutAnSdkNothingIsAllocated() {
    GlobalOpenTelemetry.resetForTest();
    RpcInvocation invocation = invocation();

    for (RpcInterceptor none :
        List.of(
            new OpenTelemetryInterceptor(), new OpenTelemetryInterceptor(OpenTelemetry.noop()))) {
      allocated(none, invocation); // the first rounds load classes and ask the container
      assertThat(allocated(none, invocation)).isLessThan(ROUNDS); // not a byte for each
    }
  }

  /** 616 bytes, when names and attributes were made for each. */
  @Test
  void metricsOfACallTakeNoMoreThanAFewObjects() {
    try (SdkMeterProvider meters =
        SdkMeterProvider.builder().registerMetricReader(InMemoryMetricReader.create()).build()) {
      RpcInterceptor measuring =
          new OpenTelemetryInterceptor(OpenTelemetrySdk.builder().setMeterProvider(meters).build());
      RpcInvocation invocation = invocation();

      allocated(measuring, invocation);
      assertThat(allocated(measuring, invocation)).isLessThan(250L * ROUNDS);
    }
  }

  /** Whose proceed() allocates nothing. */
  private static RpcInvocation invocation() {
    RpcInvocation[] invocation = new RpcInvocation[1];
    RpcInterceptor keep =
        each -> {
          invocation[0] = each;
          return DONE;
        };
    RpcInvocation.of(Side.SENDING, Kind.CALL, Target.topic("t"), "m", Map.of(), CallOptions.none())
        .through(List.of(keep), end -> DONE);
    return invocation[0];
  }

  private static long allocated(RpcInterceptor interceptor, RpcInvocation invocation) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      assertDone(interceptor.around(invocation));
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void assertDone(CompletionStage<Object> stage) {
    if (stage != DONE) {
      throw new AssertionError("not what the invocation came to: " + stage);
    }
  }
}
