package org.rarebit.ra.inbound;

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

  private final EndpointInvoker invoker =
      new EndpointInvoker("benchmark", new EchoEndpoints(), null);
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
   * Takes an endpoint, delivers, releases it.
   *
   * @return the result
   * @throws Exception never
   */
  @Benchmark
  public Object deliver() throws Exception {
    return invoker.deliver(invoker.take(), echo, args, null, () -> true).result();
  }
}
