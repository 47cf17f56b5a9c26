package org.rarebit.systemtest.beans.shop;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.rarebit.api.RpcListener;

/** Serves the stock. Everything begins with a hundred. */
@MessageDriven(
    messageListenerInterface = RpcListener.class,
    activationConfig =
        @ActivationConfigProperty(propertyName = "topic", propertyValue = "systemtest_shop"))
public class StockBean implements RpcListener, Stock {

  private static final ConcurrentMap<String, Integer> LEFT = new ConcurrentHashMap<>();

  @Override
  public int take(String item, int count) {
    return LEFT.merge(item, 100 - count, (left, unused) -> left - count);
  }

  @Override
  public void putBack(String item, int count) {
    LEFT.merge(item, 100 + count, (left, unused) -> left + count);
  }
}
