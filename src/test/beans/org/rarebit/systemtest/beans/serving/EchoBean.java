package org.rarebit.systemtest.beans.serving;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.util.Map;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Serves what the Python server of the tests serves, so that both ways are tested alike. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_echo"))
public class EchoBean implements RpcListener {

  @RpcMethod
  public Object echo(@Arg("value") Object value) {
    return value;
  }

  @RpcMethod
  public Object nothing() {
    return null;
  }

  @RpcMethod
  public Map<String, Object> context(RpcContext rpc) {
    return rpc.requestContext().asMap();
  }

  @RpcMethod
  public void fail(@Arg("text") String text) throws RefusedException {
    throw new RefusedException(text);
  }

  /** A fault of the bean's: the container discards the instance, the caller learns the reason. */
  @RpcMethod("break")
  public void breakDown(@Arg("text") String text) {
    throw new IllegalStateException(text);
  }

  @RpcMethod
  public long sleep(@Arg("millis") long millis) throws InterruptedException {
    Thread.sleep(millis); // being slow is what this method is for
    return millis;
  }

  /** Public, but not marked: it must not be reachable. */
  public String secret() {
    return "must not be seen";
  }
}
