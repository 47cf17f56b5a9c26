package org.rarebit.example.inventory;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.rarebit.api.RpcConnection;
import org.rarebit.api.RpcConnectionFactory;

/**
 * Sends what Nova could have sent. Everyone who hears the topic {@code notifications} of this
 * broker hears it: not for the broker of a real cloud.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SampleNotifier {

  @Resource(lookup = "java:app/rarebit/rpc")
  private RpcConnectionFactory rpc;

  public void send(SampleNotification notification) {
    try (RpcConnection connection = rpc.getConnection()) {
      connection.notifier("compute.example").info(notification.eventType(), notification.payload());
    }
  }
}
