package org.rarebit.bench;

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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.rarebit.api.RpcConnection;
import org.rarebit.ra.outbound.PooledConnectionFactory;
import org.rarebit.ra.outbound.RpcManagedConnectionFactory;
import org.rarebit.testkit.broker.EmbeddedBroker;

/** Taking a connection that is open already, and giving it back, without a container. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PoolBenchmark {

  private EmbeddedBroker broker;
  private PooledConnectionFactory factory;

  /** For JMH. */
  public PoolBenchmark() {}

  /**
   * Starts a broker.
   *
   * @throws Exception if that fails
   */
  @Setup
  public void open() throws Exception {
    broker = new EmbeddedBroker().start();
    RpcManagedConnectionFactory managed = new RpcManagedConnectionFactory();
    managed.setConnectionURL(broker.url());
    factory = (PooledConnectionFactory) managed.createConnectionFactory();
  }

  /**
   * Stops it.
   *
   * @throws Exception if that fails
   */
  @TearDown
  public void close() throws Exception {
    factory.close();
    broker.close();
  }

  /**
   * Takes a connection and gives it back.
   *
   * @return the handle, closed
   * @throws Exception never
   */
  @Benchmark
  public Object getAndClose() throws Exception {
    RpcConnection connection = factory.getConnection();
    connection.close();
    return connection;
  }
}
