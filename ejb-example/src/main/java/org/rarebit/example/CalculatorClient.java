package org.rarebit.example;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/**
 * Calls the calculator through a typed proxy. It does not know whether the server is a bean of the
 * same application, of another server, or a Python service.
 */
@Stateless
public class CalculatorClient {

  private static final Target CALCULATOR = Target.topic(Calculator.TOPIC);

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  public long add(long a, long b) {
    // a connection for each unit of work: it comes from the pool and costs next to nothing
    try (RpcConnection connection = rpc.getConnection()) {
      return connection.proxy(Calculator.class, CALCULATOR).add(a, b);
    }
  }

  public Summary summarizeAndLog(Series series) {
    try (RpcConnection connection = rpc.getConnection()) {
      Calculator calculator = connection.proxy(Calculator.class, CALCULATOR);
      Summary summary = calculator.summarize(series);
      calculator.log("summarized " + summary);
      return summary;
    }
  }
}
