package org.rarebit.ra;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import javax.transaction.xa.XAResource;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.testkit.container.UnmanagedEndpointFactory;

/**
 * Endpoints that hear notifications and keep nothing of them, unlike those of the fake container,
 * which keep all. Equal to each other on purpose, which must not matter.
 */
final class PlainEndpoints extends UnmanagedEndpointFactory {

  private final Consumer<Notification> bean;
  final BlockingQueue<Method> told = new LinkedBlockingQueue<>();

  PlainEndpoints(Consumer<Notification> bean) {
    super(Bean.class);
    this.bean = bean;
  }

  /** The class that servers would tell of. */
  static class Bean implements NotificationListener {
    @Override
    public NotificationResult onNotification(Notification notification) {
      return NotificationResult.HANDLED;
    }
  }

  private final class Endpoint extends Bean implements MessageEndpoint {

    @Override
    public NotificationResult onNotification(Notification notification) {
      bean.accept(notification);
      return NotificationResult.HANDLED;
    }

    @Override
    public void beforeDelivery(Method method) {
      told.add(method);
    }

    @Override
    public void afterDelivery() {}

    @Override
    public void release() {}
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
    return new Endpoint();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlainEndpoints;
  }

  @Override
  public int hashCode() {
    return Objects.hash(PlainEndpoints.class);
  }
}
