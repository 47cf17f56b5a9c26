package org.rarebit.systemtest.beans.lasting;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.RpcListener;

/** Adds. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = Adder.TOPIC))
public class AdderBean implements RpcListener, Adder {

  private static final long PATIENCE_SECONDS = 30;
  private static final Semaphore LEAVE = new Semaphore(0);

  /** Lets one request go on. */
  static void letGo() {
    LEAVE.release();
  }

  @Override
  public long add(long a, long b) {
    return a + b;
  }

  @Override
  public long addWhenLet(long a, long b) {
    try {
      if (!LEAVE.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nobody lets the request go on.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting.", e);
    }
    return a + b;
  }
}
