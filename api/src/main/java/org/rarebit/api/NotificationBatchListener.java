package org.rarebit.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listener of message-driven beans that hear notifications many at a time, for example to write
 * them to a database in one transaction.
 *
 * <pre>{@code
 * @MessageDriven(messageListenerInterface = NotificationBatchListener.class, activationConfig = {
 *     @ActivationConfigProperty(propertyName = "priorities", propertyValue = "sample"),
 *     @ActivationConfigProperty(propertyName = "batchSize", propertyValue = "500"),
 *     @ActivationConfigProperty(propertyName = "batchTimeoutMillis", propertyValue = "2000")})
 * public class MeterBean implements NotificationBatchListener {
 *   public NotificationResult onNotifications(List<Notification> notifications) {
 *     ...
 *     return NotificationResult.HANDLED;
 *   }
 * }
 * }</pre>
 *
 * The activation properties are those of {@link NotificationListener}, and {@code batchSize} and
 * {@code batchTimeoutMillis}. Beans of this listener are listeners of their own: they share queues
 * with those of the other kinds as two listeners do, so give them a pool if both are to hear
 * everything.
 *
 * <p>Applications implement it.
 *
 * @see <a
 *     href="https://docs.openstack.org/oslo.messaging/latest/reference/notification_listener.html">oslo_messaging
 *     notify/listener.py, get_batch_notification_listener</a>
 */
public interface NotificationBatchListener {

  /**
   * Takes notifications of one priority, in one transaction if the method has one. They are
   * acknowledged together, after this method has returned {@link NotificationResult#HANDLED} and
   * its transaction has committed. {@link NotificationResult#REQUEUE} gives all of them back, and
   * so do an exception and a rollback, unless the activation property {@code onException} says
   * otherwise. One that came back several times comes in a list of its own, so that one which
   * cannot be handled does not hold up the others for ever.
   *
   * <p>Called by many threads at once, up to the activation property {@code maxConcurrency}, on an
   * instance each.
   *
   * @param notifications at least one, at most {@code batchSize}, all of one priority, as they
   *     came; unmodifiable
   * @return what becomes of all of them; null counts as HANDLED. The work of the method's
   *     transaction is committed with either result
   * @throws Exception if they cannot be handled; implementations declare what they need, or nothing
   */
  @Nullable NotificationResult onNotifications(List<Notification> notifications) throws Exception;
}
