package org.rarebit.ra.chaos;

import org.rarebit.api.Arg;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.RpcListener;
import org.rarebit.api.RpcMethod;

/** Writes down what it is called with. */
public class ChaosBean implements RpcListener {

  private final Ledger ledger;
  private final String process;

  /** For the container's generated subclass, which runs no method of it. */
  public ChaosBean() {
    this(null, null);
  }

  ChaosBean(Ledger ledger, String process) {
    this.ledger = ledger;
    this.process = process;
  }

  @RpcMethod
  public String mark(@Arg("id") String id) {
    ledger.line("run", id, process, System.currentTimeMillis());
    return id;
  }

  /** The same for notifications. */
  public static class Ear implements NotificationListener {

    private final Ledger ledger;
    private final String process;

    /** For the container's generated subclass, which runs no method of it. */
    public Ear() {
      this(null, null);
    }

    Ear(Ledger ledger, String process) {
      this.ledger = ledger;
      this.process = process;
    }

    @Override
    public NotificationResult onNotification(Notification notification) {
      ledger.line(
          "run", String.valueOf(notification.payload()), process, System.currentTimeMillis());
      return NotificationResult.HANDLED;
    }
  }
}
