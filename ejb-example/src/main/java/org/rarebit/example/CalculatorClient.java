package org.rarebit.example;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.Target;

/**
 * Calls the calculator through a typed proxy. It does not know whether the server is a bean of the
 * same application, of another server, or a Python service.
 */
@Stateless
public class CalculatorClient {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  private Calculator calculator;

  /** What the factory makes may be kept: each call takes a connection from the pool. */
  @PostConstruct
  void init() {
    calculator = rpc.proxy(Calculator.class, Target.topic(Calculator.TOPIC));
  }

  public long add(long a, long b) {
    return calculator.add(a, b);
  }

  public Summary summarizeAndLog(Series series) {
    Summary summary = calculator.summarize(series);
    calculator.log("summarized " + summary);
    return summary;
  }
}
