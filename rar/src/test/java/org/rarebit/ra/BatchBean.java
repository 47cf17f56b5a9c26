package org.rarebit.ra;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationBatchListener;
import org.rarebit.api.NotificationResult;

/** Hears batches; the container of the tests makes an instance for each endpoint. */
public class BatchBean implements NotificationBatchListener {

  /** What a bean and its test share. */
  public static final class Desk {
    public final BlockingQueue<List<Notification>> heard = new LinkedBlockingQueue<>();
    public volatile Function<List<Notification>, NotificationResult> answer =
        any -> NotificationResult.HANDLED;

    /** The next batch; null if none comes. */
    public List<Notification> next() throws InterruptedException {
      return heard.poll(30, TimeUnit.SECONDS);
    }
  }

  private final Desk desk;

  /** For the container's generated subclass, which runs no method of it. */
  public BatchBean() {
    this(new Desk());
  }

  public BatchBean(Desk desk) {
    this.desk = desk;
  }

  @Override
  public NotificationResult onNotifications(List<Notification> notifications) {
    desk.heard.add(notifications);
    return desk.answer.apply(notifications);
  }
}
