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
import org.rarebit.api.RpcContext;
import org.rarebit.bench.beans.EchoBean;
import org.rarebit.bench.peer.EchoEndpoints;
import org.rarebit.ra.server.Bean;

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
  private final Bean bean =
      new EndpointDelivery(
          Endpoints.kept("benchmark", factory), factory, ParameterValidator.none(), null, null);
  private Bean.Call echo;

  /** For JMH. */
  public EndpointBenchmark() {}

  /**
   * Looks the method up.
   *
   * @throws NoSuchMethodException never
   */
  @Setup
  public void findMethod() throws NoSuchMethodException {
    echo = new Echo(EchoBean.class.getMethod("echo", String.class), new Object[] {"text"});
  }

  /**
   * Takes an endpoint, delivers, gives it back.
   *
   * @return the result
   */
  @Benchmark
  public Object deliver() {
    return bean.deliver(echo).result();
  }

  /** A call that may always begin. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Echo(Method method, Object[] bind) implements Bean.Call {

    @Override
    public RpcContext context() {
      return null;
    }

    @Override
    public boolean begin() {
      return true;
    }
  }
}
