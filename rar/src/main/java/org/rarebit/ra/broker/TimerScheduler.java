package org.rarebit.ra.broker;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** A scheduler on a timer of the container's, or of our own. Thread-safe. */
public final class TimerScheduler implements Scheduler {

  private static final System.Logger LOG = System.getLogger(TimerScheduler.class.getName());

  private final Timer timer;

  /**
   * A scheduler that owns a timer.
   *
   * @param timer cancelled by {@link #stop}
   */
  public TimerScheduler(Timer timer) {
    this.timer = timer;
  }

  @Override
  public Task after(Duration delay, Runnable task) {
    TimerTask timed =
        new TimerTask() {
          @Override
          public void run() {
            try {
              ThreadRole.TIMER.run(task);
            } catch (Throwable e) { // or the timer would end with all that waits for it
              tell(e);
            }
          }
        };
    try {
      timer.schedule(timed, Math.max(0, delay.toMillis()));
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "stopped: a task is not scheduled any more", e);
    }
    return timed::cancel;
  }

  private static void tell(Throwable e) {
    try {
      LOG.log(Level.ERROR, "a scheduled task failed", e);
    } catch (Throwable again) { // no memory left even for that, perhaps
      // the timer goes on
    }
  }

  /** Nothing runs from now on. */
  public void stop() {
    timer.cancel();
  }
}
