package org.rarebit.ra.inbound;

import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.rarebit.bench.beans.EchoBean;
import org.rarebit.bench.peer.EchoEndpoints;

/**
 * One delivery to an endpoint without a container's services: what the adapter adds to a method.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EndpointBenchmark {

  private final MessageEndpointFactory factory = new EchoEndpoints();
  private final EndpointInvoker invoker =
      new EndpointInvoker(Endpoints.kept("benchmark", factory), factory, null);
  private final Object[] args = {"text"};
  private Method echo;

  /** For JMH. */
  public EndpointBenchmark() {}

  /**
   * Looks the method up.
   *
   * @throws NoSuchMethodException never
   */
  @Setup
  public void findMethod() throws NoSuchMethodException {
    echo = EchoBean.class.getMethod("echo", String.class);
  }

  /**
   * Takes an endpoint, delivers, gives it back.
   *
   * @return the result
   * @throws Exception never
   */
  @Benchmark
  public Object deliver() throws Exception {
    return invoker.deliver(invoker.endpoints().take(), echo, args, null, () -> true).result();
  }
}
