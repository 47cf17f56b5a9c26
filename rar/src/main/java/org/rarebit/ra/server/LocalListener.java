package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rarebit.api.EncodingException;
import org.rarebit.api.NotificationPriority;
import org.rarebit.ra.wire.Body;
import org.rarebit.ra.wire.Limits;
import org.rarebit.ra.wire.MalformedMessageException;
import org.rarebit.ra.wire.NotificationCodec;
import org.rarebit.ra.wire.NotificationMessage;

/**
 * A listener to notifications without a broker, for tests in memory. It runs methods on the threads
 * that bring notifications. Thread-safe.
 */
public final class LocalListener {

  private final Bean bean;
  private final NotificationMethods methods;
  private final Limits limits;

  /**
   * A listener of all priorities that the bean's methods want.
   *
   * @param beanClass the bean's class
   * @param bean the bean
   * @param limits of what it reads
   * @throws IllegalArgumentException naming everything that is wrong with the class
   */
  public LocalListener(Class<?> beanClass, Bean bean, Limits limits) {
    this.bean = bean;
    this.methods = NotificationMethods.of(beanClass);
    this.limits = limits;
  }

  /**
   * Hands a notification to the bean, if that has a method for it; in a batch of one, if it wants
   * batches. Blocks while the method runs.
   *
   * @param body the notification's
   * @param topic that it is told to
   * @param headers that it brings along
   * @return what it failed with; null if it did not
   * @throws MalformedMessageException if it cannot be read
   */
  public Throwable hear(byte[] body, String topic, Map<String, String> headers)
      throws MalformedMessageException {
    NotificationMessage<JsonNode> message =
        NotificationCodec.decode(new Body(body, Body.CONTENT_TYPE, null), limits);
    Optional<NotificationPriority> priority = NotificationPriority.of(message.priority());
    if (priority.isEmpty() || !methods.priorities().contains(priority.get())) {
      return null;
    }
    ReceivedNotification notification =
        new ReceivedNotification(message, priority.get(), false, topic, headers);
    if (!methods.hears(notification)) {
      return null;
    }
    try {
      return bean.deliver(new NotificationCall(methods, List.of(notification))).failure();
    } catch (EncodingException e) { // the payload does not fit the method
      return e;
    }
  }
}
