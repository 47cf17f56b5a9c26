package org.rarebit.bench.peer;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.bench.load.HearingCount;

/** The endpoints of a bean that only counts, with none of a container's services. */
final class HearingEndpoints implements MessageEndpointFactory {

  private final HearingCount heard;
  private final boolean batched;

  HearingEndpoints(HearingCount heard, boolean batched) {
    this.heard = heard;
    this.batched = batched;
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) {
    return batched ? new BatchEndpoint(heard) : new SingleEndpoint(heard);
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource, long timeout) {
    return createEndpoint(resource);
  }

  @Override
  public boolean isDeliveryTransacted(Method method) {
    return false;
  }

  @Override
  public String getActivationName() {
    return "hearing";
  }

  @Override
  public Class<?> getEndpointClass() {
    return batched ? BatchEndpoint.class : SingleEndpoint.class;
  }

  /** An endpoint without transactions and without a pool. */
  abstract static class Endpoint implements MessageEndpoint {

    @Override
    public void beforeDelivery(Method method) {
      // no transaction
    }

    @Override
    public void afterDelivery() {
      // no transaction
    }

    @Override
    public void release() {
      // not pooled
    }
  }

  /** Hears one at a time. */
  static final class SingleEndpoint extends Endpoint implements NotificationListener {

    private final HearingCount heard;

    SingleEndpoint(HearingCount heard) {
      this.heard = heard;
    }

    @Override
    public NotificationResult onNotification(Notification notification) {
      heard.add(1);
      return NotificationResult.HANDLED;
    }
  }

  /** Hears many at a time. */
  static final class BatchEndpoint extends Endpoint implements NotificationBatchListener {

    private final HearingCount heard;

    BatchEndpoint(HearingCount heard) {
      this.heard = heard;
    }

    @Override
    public NotificationResult onNotifications(List<Notification> notifications) {
      heard.add(notifications.size());
      return NotificationResult.HANDLED;
    }
  }
}
