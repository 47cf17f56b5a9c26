package org.rarebit.bench.peer;

import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Method;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;
import org.rarebit.bench.load.HearingCount;
import org.rarebit.testkit.container.UnmanagedEndpointFactory;

/** The endpoints of a bean that only counts, with none of a container's services. */
final class HearingEndpoints extends UnmanagedEndpointFactory {

  private final HearingCount heard;
  private final boolean batched;

  HearingEndpoints(HearingCount heard, boolean batched) {
    super(batched ? BatchEndpoint.class : SingleEndpoint.class);
    this.heard = heard;
    this.batched = batched;
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource resource) {
    return batched ? new BatchEndpoint(heard) : new SingleEndpoint(heard);
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
