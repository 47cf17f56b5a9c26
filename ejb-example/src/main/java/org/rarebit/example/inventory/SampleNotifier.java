package org.rarebit.example.inventory;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.rarebit.api.Notifier;
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

  private Notifier notifier;

  @PostConstruct
  void init() {
    notifier = rpc.notifier("compute.example");
  }

  public void send(SampleNotification notification) {
    notifier.info(notification.eventType(), notification.payload());
  }
}
