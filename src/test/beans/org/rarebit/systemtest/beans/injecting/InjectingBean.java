package org.rarebit.systemtest.beans.injecting;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.enterprise.concurrent.ContextServiceDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.rarebit.api.Arg;
import org.rarebit.api.CallOptions;
import org.rarebit.api.RpcClient;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.cdi.RpcTarget;
import org.rarebit.cdi.ServedRequestProvider;

/** Serves by calling the example's calculator through what is injected. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_injecting"))
@ContextServiceDefinition(
    name = "java:module/concurrent/carrying",
    propagated = {ServedRequestProvider.TYPE, ContextServiceDefinition.APPLICATION})
@ManagedExecutorDefinition(
    name = "java:module/concurrent/carrier",
    context = "java:module/concurrent/carrying")
public class InjectingBean implements RpcListener {

  @Inject
  @RpcTarget(topic = "calculator", timeoutMillis = 20_000)
  private Sums sums;

  @Inject
  @RpcTarget(topic = "calculator", version = "1.0")
  private RpcClient calculator;

  @Inject private SumsHolder holder;

  @Inject @CalculatorOfTests private Sums byQualifier;

  @Inject
  @RpcTarget(name = "systemtest-sums")
  private Sums byConfiguration;

  @Inject private RpcContext context;

  @Resource(lookup = "java:module/concurrent/carrier")
  private ManagedExecutorService carrier;

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

  @RpcMethod("sum_by_qualifier")
  public long sumByQualifier(@Arg("a") long a, @Arg("b") long b) {
    return byQualifier.add(a, b);
  }

  @RpcMethod("sum_by_configuration")
  public long sumByConfiguration(@Arg("a") long a, @Arg("b") long b) {
    return byConfiguration.add(a, b);
  }

  @RpcMethod("sum_with_options")
  public long sumWithOptions(@Arg("a") long a, @Arg("b") long b) {
    return CallOptions.timeout(Duration.ofSeconds(20)).applyTo(sums).add(a, b);
  }

  @RpcMethod("method_of_context")
  public String methodOfContext() {
    return context.method();
  }

  @RpcMethod("method_on_another_thread")
  public CompletionStage<String> methodOnAnotherThread() {
    return carrier.supplyAsync(() -> context.method());
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
