package org.rarebit.ra.inbound;

/** What becomes of a notification after one endpoint, or all of them, have seen it. */
enum Verdict {
  /** Done with. */
  ACKNOWLEDGE,
  /** To be delivered again, now or after a pause. */
  REQUEUE,
  /** To the dead-letter exchange. */
  REJECT,
  /** Not begun, because an activation ends: to be delivered again, now, and not counted. */
  GIVE_BACK,
  /** Not begun, because an activation is paused: to be delivered again, a little later. */
  SET_ASIDE
}
