package org.rarebit.bench;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.rarebit.api.RequestContext;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcInvocation;
import org.rarebit.api.RpcRequest;
import org.rarebit.api.Target;
import org.rarebit.api.spi.RequestSender;
import org.rarebit.ra.client.OutboundNotification;
import org.rarebit.ra.client.OutboundRequest;
import org.rarebit.ra.outbound.Calls;
import org.rarebit.ra.outbound.Clients;

/**
 * What a client adds to a call, up to where the request is handed to a connection: without
 * interceptors, with one that only goes on, and beside both the same request made by hand, beneath
 * everything that knows of interceptors.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class InterceptorBenchmark {

  private static final String TEXT = "x".repeat(200);
  private static final Target TARGET = Target.topic("benchmark");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Calls calls = new Handed();
  private final RequestSender beneath = new Beneath(calls);
  private final RpcClient without = Clients.client(calls, TARGET, List.of());
  private final RpcClient withOne = without.with(RpcInvocation::proceed);

  /** For JMH. */
  public InterceptorBenchmark() {}

  /**
   * The request made by hand.
   *
   * @return what was handed over
   */
  @Benchmark
  public Object callBeneathInterceptors() {
    return new RpcRequest(beneath, "echo").arg("text", TEXT).call();
  }

  /**
   * A client without interceptors.
   *
   * @return what was handed over
   */
  @Benchmark
  public Object callWithoutInterceptors() {
    return without.request("echo").arg("text", TEXT).call();
  }

  /**
   * A client with an interceptor.
   *
   * @return what was handed over
   */
  @Benchmark
  public Object callWithOneInterceptor() {
    return withOne.request("echo").arg("text", TEXT).call();
  }

  /** What a client has to do for a call, whoever may wish to be around it. */
  private record Beneath(Calls calls) implements RequestSender {

    @Override
    public Object call(RpcRequest request, Type resultType) {
      return calls.call(
          OutboundRequest.now(
              TARGET,
              request.method(),
              request.args(),
              RequestContext.empty(),
              null,
              TIMEOUT,
              Duration.ZERO),
          resultType);
    }

    @Override
    public CompletableFuture<Object> callAsync(RpcRequest request, Type resultType) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void cast(RpcRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void fanout(RpcRequest request) {
      throw new UnsupportedOperationException();
    }
  }

  /** A connection that answers with the request itself. */
  private static final class Handed implements Calls {

    @Override
    public Object call(OutboundRequest request, Type resultType) {
      return request;
    }

    @Override
    public CompletableFuture<Object> callAsync(OutboundRequest request, Type resultType) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void cast(OutboundRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void send(OutboundNotification notification) {
      throw new UnsupportedOperationException();
    }
  }
}
