package org.rarebit.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an {@link AnnotatedNotificationListener} that hears notifications. A
 * notification reaches one method: of those that match, the one whose event type is without a
 * wildcard, else the one with the longest, else one that names the priority. What matches none is
 * acknowledged.
 *
 * <p>The method is public, neither static nor final, and returns nothing or a {@link
 * NotificationResult}. Its parameters, in any order, each at most once and none required:
 *
 * <ul>
 *   <li>{@link Notification}: all of it
 *   <li>{@link RequestContext}: what the publisher passed on of its caller
 *   <li>{@link NotificationPriority}
 *   <li>one of any other type: the payload, read as that type. A payload that does not fit can
 *       never be handled: the notification is rejected, or goes to the activation's dead letters
 * </ul>
 *
 * All of this is checked when the bean is activated; what is wrong fails the deployment.
 *
 * <p>Acknowledgement, transactions and failures are those of {@link NotificationListener}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnNotification {

  /**
   * The event types to hear: {@code *} stands for any text, {@code ?} for one character, {@code
   * [abc]} for one of these; everything else for itself, in this case. The whole event type must
   * match.
   *
   * @return for example {@code compute.instance.*}; none: every event type
   */
  String[] eventType() default {};

  /**
   * The priorities to hear, as far as the activation property {@code priorities} has them.
   * Priorities that no method hears are not consumed.
   *
   * @return none: every priority
   */
  NotificationPriority[] priority() default {};
}
