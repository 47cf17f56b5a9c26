package org.rarebit.testkit.network;

/** What a {@link NetworkProxy} does to its connections, and to those that are made meanwhile. */
public enum NetworkFault {

  /** Nothing: what one side sends, the other gets. */
  NONE,

  /** Connections are reset, and new ones as soon as they are made: a network that is down. */
  CUT,

  /**
   * Whatever either side sends is swallowed, and no connection ends: a cable that is pulled, or a
   * firewall that has forgotten them. New ones are accepted and never answered.
   */
  HALF_OPEN,

  /**
   * Nothing is read from the client, so that its writes fill the buffers and then block; what the
   * broker sends arrives: a frozen process.
   */
  NOT_READING,

  /** One byte a second passes in each direction. */
  TRICKLE,

  /**
   * Each byte comes late, by 200 ms, at times by 150 and at times by 250: a far or busy network.
   */
  LATENCY,

  /** Connections are reset, and nobody listens any more. */
  REFUSED,

  /** The client gets random bytes, and nothing else: somebody else's port. */
  GARBAGE,

  /**
   * Connections are reset; new ones are accepted and never answered, also not when they begin with
   * TLS: a machine of which only the kernel works on.
   */
  SILENT
}
