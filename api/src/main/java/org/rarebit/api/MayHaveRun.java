package org.rarebit.api;

/**
 * What is known of a method after its caller has got an exception: whether it may run a second time
 * if the request is sent again. Of a cast, a fanout or a notification: whether servers or listeners
 * may have it.
 *
 * @see MessagingException#mayHaveRun()
 */
public enum MayHaveRun {
  /** It has not run, and will not: nothing was sent, or nobody got it. */
  NO,
  /** It has run, as the answer shows: wholly, or until it failed. */
  YES,
  /** Nobody knows: it may have run, be running, or run later. */
  UNKNOWN
}
