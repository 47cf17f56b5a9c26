package org.rarebit.systemtest.beans.observed;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.resource.ConnectionFactoryDefinition;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;

/** Serves by calling Python, which calls it back. */
@ConnectionFactoryDefinition(
    name = "java:app/observed/rpc",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "rarebit")
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = RelayBean.TOPIC))
public class RelayBean implements RpcListener {

  static final String TOPIC = "systemtest_observed";

  @Resource(lookup = "java:app/observed/rpc")
  private RpcConnectionFactory rpc;

  /** What Python has seen. */
  @RpcMethod
  public String relay() {
    return rpc.client(Target.topic("systemtest_observed_python"))
        .request("join")
        .arg("topic", TOPIC)
        .call(String.class);
  }

  @RpcMethod
  public void leaf() {}
}
