package org.rarebit.api;

import org.jspecify.annotations.Nullable;

/**
 * The listener of message-driven beans that hear notifications.
 *
 * <pre>{@code
 * @MessageDriven(messageListenerInterface = NotificationListener.class, activationConfig = {
 *     @ActivationConfigProperty(propertyName = "topics", propertyValue = "notifications"),
 *     @ActivationConfigProperty(propertyName = "priorities", propertyValue = "info,error"),
 *     @ActivationConfigProperty(propertyName = "eventTypeFilter", propertyValue = "invoice\\.")})
 * public class InvoiceBean implements NotificationListener {
 *   public NotificationResult onNotification(Notification notification) {
 *     Invoice invoice = notification.payload(Invoice.class);
 *     ...
 *     return NotificationResult.HANDLED;
 *   }
 * }
 * }</pre>
 *
 * The activation properties are those of the adapter's {@code NotificationActivationSpec}; all have
 * defaults.
 *
 * <p>Applications implement it.
 */
public interface NotificationListener {

  /**
   * Takes a notification. It is acknowledged after this method has returned {@link
   * NotificationResult#HANDLED} and its transaction, if the method has one, has committed: at least
   * once, so a notification may come again after a failure. An exception, or a rollback, is dealt
   * with as the activation property {@code onException} says: by default the notification is
   * delivered again.
   *
   * <p>Called by many threads at once, up to the activation property {@code maxConcurrency}, on an
   * instance each.
   *
   * @param notification what was told
   * @return what becomes of it; null counts as HANDLED. The work of the method's transaction is
   *     committed with either result
   * @throws Exception if it cannot be handled; implementations declare what they need, or nothing
   */
  @Nullable NotificationResult onNotification(Notification notification) throws Exception;
}
