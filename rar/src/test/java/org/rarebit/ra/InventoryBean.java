package org.rarebit.ra;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.rarebit.api.AnnotatedNotificationListener;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationPriority;
import org.rarebit.api.NotificationResult;
import org.rarebit.api.OnNotification;
import org.rarebit.api.RequestContext;

/** Hears notifications by annotated methods. */
public class InventoryBean implements AnnotatedNotificationListener {

  /** What a payload is read as. */
  public record Instance(long id, String host) {}

  /** What was heard, as the method and its arguments. */
  public static final class Desk {
    public final BlockingQueue<List<Object>> heard = new LinkedBlockingQueue<>();
    public volatile boolean failing;

    /** The next one; null if none comes. */
    public List<Object> next() throws InterruptedException {
      return heard.poll(30, TimeUnit.SECONDS);
    }
  }

  private final Desk desk;

  /** For the container's generated subclass, which runs no method of it. */
  public InventoryBean() {
    this(new Desk());
  }

  public InventoryBean(Desk desk) {
    this.desk = desk;
  }

  @OnNotification(eventType = "compute.instance.create.end")
  public void created(Instance instance) {
    boolean failing = desk.failing; // before the test knows that it was heard
    desk.heard.add(List.of("created", instance));
    if (failing) {
      throw new IllegalStateException("no room for " + instance.id());
    }
  }

  @OnNotification(eventType = "compute.instance.*", priority = NotificationPriority.ERROR)
  public NotificationResult failed(
      RequestContext context, List<Instance> instances, NotificationPriority priority) {
    desk.heard.add(List.of("failed", context.get("user_id"), instances, priority));
    return NotificationResult.HANDLED;
  }

  @OnNotification(eventType = {"compute.*", "volume.*"})
  public NotificationResult other(Notification notification) {
    desk.heard.add(List.of("other", notification.eventType()));
    return notification.isRedelivered() ? NotificationResult.HANDLED : NotificationResult.REQUEUE;
  }
}
