package org.rarebit.ra.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rarebit.api.EncodingException;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.RpcContext;
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
   * @return what it failed with; null if it did not
   * @throws MalformedMessageException if it cannot be read
   */
  public Throwable hear(byte[] body) throws MalformedMessageException {
    NotificationMessage<JsonNode> message =
        NotificationCodec.decode(new Body(body, Body.CONTENT_TYPE, null), limits);
    Optional<NotificationPriority> priority = NotificationPriority.of(message.priority());
    if (priority.isEmpty() || !methods.priorities().contains(priority.get())) {
      return null;
    }
    ReceivedNotification notification =
        new ReceivedNotification(message, priority.get(), false, null, Map.of());
    if (!methods.hears(notification)) {
      return null;
    }
    try {
      return bean.deliver(new Call(methods.callFor(List.of(notification)))).failure();
    } catch (EncodingException e) { // the payload does not fit the method
      return e;
    }
  }

  /** A call whose arguments are bound. */
  private record Call(NotificationMethods.Call call) implements Bean.Call {

    @Override
    public Method method() {
      return call.method();
    }

    @Override
    public Object[] bind() {
      return call.args();
    }

    @Override
    public RpcContext context() {
      return null;
    }

    @Override
    public boolean begin() {
      return true;
    }
  }
}
