package org.rarebit.api;

/**
 * The listener of message-driven beans whose methods marked {@link OnNotification} hear
 * notifications, each by event type and priority. It has no methods itself.
 *
 * <pre>{@code
 * @MessageDriven(messageListenerInterface = AnnotatedNotificationListener.class, activationConfig =
 *     @ActivationConfigProperty(propertyName = "topics", propertyValue = "notifications"))
 * public class InventoryBean implements AnnotatedNotificationListener {
 *
 *   @OnNotification(eventType = "compute.instance.create.end")
 *   public void created(Instance instance) { ... }
 *
 *   @OnNotification(eventType = "compute.instance.*", priority = NotificationPriority.ERROR)
 *   public NotificationResult failed(Notification notification, RequestContext context) { ... }
 * }
 * }</pre>
 *
 * The activation properties are those of {@link NotificationListener}.
 *
 * <p>Applications implement it.
 */
public interface AnnotatedNotificationListener {}
