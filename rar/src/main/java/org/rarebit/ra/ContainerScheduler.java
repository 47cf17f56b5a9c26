package org.rarebit.ra;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import org.rarebit.ra.broker.Scheduler;

/**
 * A scheduler on the container's timer, or, where the container gives none, on a daemon thread of
 * our own. Thread-safe.
 */
final class ContainerScheduler implements Scheduler {

  private static final System.Logger LOG = System.getLogger(ContainerScheduler.class.getName());

  private final Timer timer;

  private ContainerScheduler(Timer timer) {
    this.timer = timer;
  }

  static ContainerScheduler of(BootstrapContext context) {
    try {
      return new ContainerScheduler(context.createTimer());
    } catch (UnavailableException | UnsupportedOperationException e) {
      LOG.log(Level.DEBUG, "the container gives no timer", e);
      return new ContainerScheduler(new Timer("rarebit timer", true));
    }
  }

  @Override
  public Task after(Duration delay, Runnable task) {
    TimerTask timed =
        new TimerTask() {
          @Override
          public void run() {
            try {
              task.run();
            } catch (RuntimeException e) { // or the timer would end with all that waits for it
              LOG.log(Level.ERROR, "a scheduled task failed", e);
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

  void stop() {
    timer.cancel();
  }
}
