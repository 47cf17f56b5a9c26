package org.rarebit.ra;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.rarebit.api.Notification;
import org.rarebit.api.NotificationListener;
import org.rarebit.api.NotificationResult;

/** Hears notifications; the container of the tests makes an instance for each endpoint. */
public class EarBean implements NotificationListener {

  /** What a bean and its test share. */
  public static final class Desk {
    public final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    public final AtomicInteger calls = new AtomicInteger();
    public final CountDownLatch mayLeave = new CountDownLatch(1);
    public volatile Function<Notification, NotificationResult> answer =
        any -> NotificationResult.HANDLED;

    /** The next notification; null if none comes. */
    public Notification next() throws InterruptedException {
      return heard.poll(30, TimeUnit.SECONDS);
    }

    /** An answer of a bean that is held up. */
    public NotificationResult whenLetGo(Notification any) {
      try {
        return mayLeave.await(2, TimeUnit.MINUTES) ? NotificationResult.HANDLED : null;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final Desk desk;

  /** For the container's generated subclass, which runs no method of it. */
  public EarBean() {
    this(new Desk());
  }

  public EarBean(Desk desk) {
    this.desk = desk;
  }

  @Override
  public NotificationResult onNotification(Notification notification) {
    desk.calls.incrementAndGet();
    desk.heard.add(notification);
    return desk.answer.apply(notification);
  }
}
