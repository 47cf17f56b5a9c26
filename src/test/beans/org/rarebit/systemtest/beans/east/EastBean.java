package org.rarebit.systemtest.beans.east;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Map;
import org.rarebit.api.Arg;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Of two servers that call each other, the one in the east: it tells where it is. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_east"))
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EastBean implements RpcListener {

  @RpcMethod
  public Map<String, Object> greet(@Arg("name") String name) {
    return Map.of(
        "greeting", "Hello " + name + ", from the east", "process", ProcessHandle.current().pid());
  }
}
