package org.rarebit.ra;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Serves and hears for those who may; the container of the tests makes its instances. */
public class GuardedBean implements RpcListener, NotificationListener {

  /** What was let through. */
  private final BlockingQueue<String> entered;

  /** For the container's generated subclass, which runs no method of it. */
  public GuardedBean() {
    this(new LinkedBlockingQueue<>());
  }

  public GuardedBean(BlockingQueue<String> entered) {
    this.entered = entered;
  }

  @PermitAll
  @RpcMethod("for_all")
  public String forAll() {
    entered.add("for all");
    return "open";
  }

  @RolesAllowed("admin")
  @RpcMethod("for_admins")
  public String forAdmins() {
    entered.add("for admins");
    return "done";
  }

  @Override
  @RolesAllowed("admin")
  public NotificationResult onNotification(Notification notification) {
    entered.add(notification.eventType());
    return NotificationResult.HANDLED;
  }
}
