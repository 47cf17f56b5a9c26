package org.rarebit.ra.broker;

import java.time.Duration;

/**
 * Calls that wait for replies on a link.
 *
 * @param count how many
 * @param oldest how long the oldest waits; zero if there is none
 */
public record WaitingCalls(int count, Duration oldest) {

  /** No call waits. */
  public static final WaitingCalls NONE = new WaitingCalls(0, Duration.ZERO);

  /** Implemented by an attachment of a link that has such calls. */
  public interface Source {

    /**
     * Looks at the calls of this moment.
     *
     * @return never null
     */
    WaitingCalls waiting();
  }
}
