package org.rarebit.systemtest.beans.guarded;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import java.util.Map;
import org.rarebit.api.RpcContext;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Runs as nobody, whoever calls. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = PlainBean.TOPIC))
public class PlainBean implements RpcListener {

  static final String TOPIC = "systemtest_plain";

  @Resource private MessageDrivenContext context;

  /** What the request context says. */
  @RpcMethod
  public Map<String, Object> told(RpcContext rpc) {
    return rpc.requestContext().asMap();
  }

  /** What the container says. */
  @RpcMethod
  public String who() {
    return context.getCallerPrincipal().getName();
  }
}
