package org.rarebit.ra.inbound;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.rarebit.ra.broker.Deadline;

/**
 * Something that a container has none of for the moment. That is normal and goes to the log at
 * DEBUG; one that lasts is a WARNING, once, and a line at INFO when it is over. Thread-safe.
 */
final class Shortage {

  /** Longer than a container is busy with a burst. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final System.Logger LOG = System.getLogger(Shortage.class.getName());

  private final String subject;
  private final String what;
  private final String remedy;
  private final Duration patience;
  private volatile boolean lasts; // written under this
  private Deadline end; // guarded by this; of the patience
  private boolean told; // guarded by this

  /**
   * None so far.
   *
   * @param subject begins the log lines
   * @param what the container has, for example "no free instance of the bean"
   * @param remedy what can be done, a sentence
   */
  Shortage(String subject, String what, String remedy) {
    this(subject, what, remedy, PATIENCE);
  }

  Shortage(String subject, String what, String remedy, Duration patience) {
    this.subject = subject;
    this.what = what;
    this.remedy = remedy;
    this.patience = patience;
  }

  /** There is none now. */
  void lasts(Exception reason) {
    synchronized (this) {
      if (!lasts) {
        lasts = true;
        end = Deadline.after(patience);
      }
      if (told || !end.isPassed()) {
        return;
      }
      told = true;
    }
    LOG.log(
        Level.WARNING,
        subject
            + ": for "
            + patience.toSeconds()
            + " s the container has had "
            + what
            + " ("
            + reason
            + "). What needs one waits. "
            + remedy);
  }

  /** There is one. */
  void ended() {
    if (!lasts) {
      return;
    }
    boolean wasTold;
    synchronized (this) {
      wasTold = told;
      lasts = false;
      told = false;
    }
    if (wasTold) {
      LOG.log(Level.INFO, "{0}: the container goes on", subject);
    }
  }
}
