package org.rarebit.testkit.container;

import jakarta.resource.spi.work.RetryableWorkRejectedException;
import jakarta.resource.spi.work.WorkRejectedException;

/** The rejections that a test asked for. Thread-safe. */
final class WorkRejections {

  private int left; // guarded by this
  private boolean retryable; // guarded by this

  synchronized void rejectNext(int count, boolean asRetryable) {
    left = count;
    retryable = asRetryable;
  }

  /** The rejection of the next Work, or null if it is to be accepted. */
  synchronized WorkRejectedException next() {
    if (left == 0) {
      return null;
    }
    left--;
    return retryable
        ? new RetryableWorkRejectedException("The work queue is full for the moment.")
        : new WorkRejectedException("The work queue is full.");
  }
}
