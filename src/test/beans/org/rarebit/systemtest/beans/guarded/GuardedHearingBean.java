package org.rarebit.systemtest.beans.guarded;

import jakarta.annotation.Resource;
import jakarta.annotation.security.DeclareRoles;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;

/** Hears what administrators tell, and tells on who they are. */
@MessageDriven(
    messageListenerInterface = NotificationListener.class,
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "topics",
          propertyValue = "systemtest_guarded_events"),
      @ActivationConfigProperty(propertyName = "securityInflow", propertyValue = "true")
    })
@DeclareRoles("admin")
public class GuardedHearingBean implements NotificationListener {

  @Resource private MessageDrivenContext context;

  @EJB private Vault vault;

  @Resource(lookup = "java:app/systemtest/identified")
  private RpcConnectionFactory rpc;

  @Override
  public NotificationResult onNotification(Notification notification) {
    vault.open();
    try (RpcConnection connection = rpc.getConnection()) {
      connection
          .notifier("guarded")
          .withTopics("systemtest_heard_of_" + context.getCallerPrincipal().getName())
          .info("heard", null);
    }
    return NotificationResult.HANDLED;
  }
}
