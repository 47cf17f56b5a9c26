package org.rarebit.ra.wire;

import com.fasterxml.jackson.core.JsonProcessingException;

/** What to keep of Jackson's exceptions as the cause of ours. */
final class Cause {

  private Cause() {}

  /**
   * The first cause that is not Jackson's own: what a constructor or a getter of the application
   * threw; null if there is none. Jackson's exceptions are not kept, because their texts show the
   * values, they hold on to its caches, and applications cannot load their classes.
   */
  static Throwable of(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof JsonProcessingException) {
      cause = cause.getCause();
    }
    return cause;
  }
}
