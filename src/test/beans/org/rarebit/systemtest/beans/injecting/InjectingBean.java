package org.rarebit.systemtest.beans.injecting;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.cdi.RpcTarget;

/** Serves by calling the example's calculator through what is injected. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_injecting"))
public class InjectingBean implements RpcListener {

  @Inject
  @RpcTarget(topic = "calculator", timeoutMillis = 20_000)
  private Sums sums;

  @Inject
  @RpcTarget(topic = "calculator", version = "1.0")
  private RpcClient calculator;

  @Inject private SumsHolder holder;

  @RpcMethod
  public long sum(@Arg("a") long a, @Arg("b") long b) {
    return sums.addAll(a, b);
  }

  @RpcMethod("sum_of_holder")
  public long sumOfHolder(@Arg("a") long a, @Arg("b") long b) {
    return holder.sums().add(a, b);
  }

  @RpcMethod("sum_by_name")
  public long sumByName(@Arg("a") long a, @Arg("b") long b) {
    return calculator.request("add").arg("a", a).arg("b", b).call(Long.class);
  }

  @RpcMethod
  public CompletionStage<String> describe(@Arg("text") String text) {
    return sums.describeLater(text);
  }

  @RpcMethod
  public void log(@Arg("line") String line) {
    sums.log(line);
  }

  @RpcMethod("divide_by_zero")
  public long divideByZero() {
    return sums.divide(1, 0);
  }

  @RpcMethod
  public Object nobody() {
    return holder.callNobody();
  }
}
