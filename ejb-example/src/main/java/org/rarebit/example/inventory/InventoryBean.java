package org.rarebit.example.inventory;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import java.sql.SQLException;
import java.util.Optional;
import javax.naming.NamingException;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;

/**
 * Hears what Nova tells of its servers, in its unversioned and its versioned format, and keeps the
 * {@link Inventory}.
 *
 * <p>Each notification is one transaction of the container, and is acknowledged after the commit:
 * what was not written comes again. Where the database fails, the notifications wait on the broker
 * until it is back.
 *
 * <p>The pool gives the bean a queue of its own, so that it takes nothing away from others who hear
 * Nova, such as Ceilometer.
 *
 * <p>It hears the exchange that a real Nova tells on, unless that is configured otherwise, and the
 * adapter's own, which is where the samples go.
 */
@MessageDriven(
    messageListenerInterface = NotificationListener.class,
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "topics",
          propertyValue =
              "notifications,versioned_notifications,"
                  + "nova:notifications,nova:versioned_notifications"),
      @ActivationConfigProperty(propertyName = "priorities", propertyValue = "info,error"),
      @ActivationConfigProperty(
          propertyName = "eventTypeFilter",
          propertyValue = "(compute\\.)?instance\\."),
      @ActivationConfigProperty(propertyName = "pool", propertyValue = "rarebit-inventory"),
      @ActivationConfigProperty(propertyName = "queueExpirySeconds", propertyValue = "86400"),
      @ActivationConfigProperty(propertyName = "failureThreshold", propertyValue = "3"),
      @ActivationConfigProperty(propertyName = "failurePauseMillis", propertyValue = "2000"),
      @ActivationConfigProperty(propertyName = "failurePauseMaxMillis", propertyValue = "30000")
    })
public class InventoryBean implements NotificationListener {

  private static final System.Logger LOG = System.getLogger(InventoryBean.class.getName());

  @EJB private Inventory inventory;

  @Override
  public NotificationResult onNotification(Notification notification) {
    Optional<ComputeInstance> instance = NovaNotifications.read(notification);
    if (instance.isPresent()) {
      put(instance.get());
    } else {
      // it would not be better the next time
      LOG.log(
          System.Logger.Level.WARNING,
          "inventory: {0} {1} of {2} has no server''s id or no time and is left out",
          notification.eventType(),
          notification.messageId(),
          notification.publisherId());
    }
    return NotificationResult.HANDLED;
  }

  private void put(ComputeInstance instance) {
    try {
      inventory.put(instance);
    } catch (SQLException | NamingException e) {
      // unchecked, so that the container rolls back and the adapter counts a failure
      throw new EJBException("The inventory's database cannot be used: " + e, e);
    }
  }
}
