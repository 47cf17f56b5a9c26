package org.rarebit.systemtest.beans.guarded;

import jakarta.annotation.Resource;
import jakarta.annotation.security.DeclareRoles;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.resource.ConnectionFactoryDefinition;
import java.util.Map;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;
import org.rarebit.api.Target;

/** Runs as its callers, and calls on as them. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_guarded"),
      @ActivationConfigProperty(propertyName = "securityInflow", propertyValue = "true")
    })
@DeclareRoles({"admin", "reader"})
@ConnectionFactoryDefinition(
    name = "java:app/systemtest/identified",
    interfaceName = "org.rarebit.api.RpcConnectionFactory",
    resourceAdapter = "#rarebit",
    minPoolSize = 0,
    maxPoolSize = 5,
    properties = "callerKey=user_id")
public class GuardedBean implements RpcListener {

  @Resource private MessageDrivenContext context;

  @EJB private Vault vault;

  @Resource(lookup = "java:app/systemtest/identified")
  private RpcConnectionFactory rpc;

  @RpcMethod
  public Map<String, Object> who() {
    return Map.of(
        "admin", context.isCallerInRole("admin"),
        "reader", context.isCallerInRole("reader"),
        "name", context.getCallerPrincipal().getName());
  }

  @RpcMethod("for_admins")
  public String forAdmins() {
    return vault.open();
  }

  /** What another bean is told of the caller. */
  @RpcMethod
  public Object relay() {
    try (RpcConnection connection = rpc.getConnection()) {
      return connection.client(Target.topic(PlainBean.TOPIC)).request("told").call();
    }
  }
}
