package org.rarebit.ra.server;

import org.rarebit.api.EncodingException;

/**
 * What becomes of notifications after one endpoint, or all of them, have seen them. Immutable.
 *
 * @param kind what
 * @param by who decided; null if nobody objected
 * @param failure why; null if the bean asked for it, or for another notification
 */
record Verdict(Kind kind, NotificationBean by, Throwable failure) {

  /** What becomes of them. */
  enum Kind {
    /** Done with. */
    ACKNOWLEDGE,
    /** To be delivered again, now or after a pause, unless that was tried too often. */
    REQUEUE,
    /** Dead: never to be delivered here again. */
    REJECT,
    /** Not begun, because an activation ends: to be delivered again, now, and not counted. */
    GIVE_BACK
  }

  static final Verdict ACKNOWLEDGE = new Verdict(Kind.ACKNOWLEDGE, null, null);
  static final Verdict GIVE_BACK = new Verdict(Kind.GIVE_BACK, null, null);

  /** Whether it never fits, however often it comes. */
  boolean isMalformed() {
    return failure instanceof EncodingException;
  }
}
