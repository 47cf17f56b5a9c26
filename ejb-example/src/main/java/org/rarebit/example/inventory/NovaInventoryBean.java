package org.rarebit.example.inventory;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.rarebit.api.NotificationListener;

/**
 * The same for the exchange that Nova tells on unless it is configured otherwise. A listener hears
 * one exchange, so this is a bean of its own, and has a queue of its own.
 */
@MessageDriven(
    messageListenerInterface = NotificationListener.class,
    activationConfig = {
      @ActivationConfigProperty(propertyName = "exchange", propertyValue = "nova"),
      @ActivationConfigProperty(
          propertyName = "topics",
          propertyValue = "notifications,versioned_notifications"),
      @ActivationConfigProperty(propertyName = "priorities", propertyValue = "info,error"),
      @ActivationConfigProperty(
          propertyName = "eventTypeFilter",
          propertyValue = "(compute\\.)?instance\\."),
      @ActivationConfigProperty(propertyName = "pool", propertyValue = "rarebit-inventory-nova"),
      @ActivationConfigProperty(propertyName = "queueExpirySeconds", propertyValue = "86400"),
      @ActivationConfigProperty(propertyName = "failureThreshold", propertyValue = "3"),
      @ActivationConfigProperty(propertyName = "failurePauseMillis", propertyValue = "2000"),
      @ActivationConfigProperty(propertyName = "failurePauseMaxMillis", propertyValue = "30000")
    })
public class NovaInventoryBean extends InventoryBean {}
